// Which program stands for which image: no image is pulled, what is built is run.

/** Images by the end of their name, without tag and digest; one program that is several images is told which, by name or by the pattern's group. */
const PROGRAMS = [
  [/metallb\/controller$/, 'metallb-controller'],
  [/metallb\/speaker$/, 'metallb-speaker'],
  [/(?:^|\/)traefik$/, 'traefik'],
  [/fluxcd\/source-controller$/, 'source-controller'],
  [/fluxcd\/kustomize-controller$/, 'kustomize-controller'],
  [/fluxcd\/helm-controller$/, 'helm-controller'],
  [/\/cert-manager-controller$/, 'cert-manager', 'controller'],
  [/\/cert-manager-(webhook|cainjector|startupapicheck)$/, 'cert-manager'],
];

const nameOf = (image) => image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');

/**
 * The command of a container: that of a program that is built, or hello, which answers on the container's ports.
 * `programs` says where each program lies.
 */
export function commandOf(pod, container, { programs, ports }) {
  const image = nameOf(container.image);
  const [pattern, known, part] = PROGRAMS.find(([each]) => each.test(image)) ?? [];
  const first = part ?? pattern?.exec(image)[1];
  const args = [...(first ? [first] : []), ...(container.args ?? [])];
  if (known && programs[known]) return { binary: programs[known], args, known: true };
  return { binary: programs.hello, args: [pod.metadata.name, ...ports.map(String)], known: false };
}

/** The TCP ports a container is asked on: those it names, and those its probes ask. */
export function portsOf(container) {
  const named = (container.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const probed = [container.readinessProbe, container.livenessProbe, container.startupProbe].flatMap((probe) => {
    const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
    return port === undefined ? [] : [portNumber(container, port)];
  });
  return [...new Set([...named.map(({ containerPort }) => containerPort), ...probed])].filter(Boolean);
}

/** The number of a port that may be a name. */
export const portNumber = (container, port) =>
  Number(port) || container.ports?.find(({ name }) => name === port)?.containerPort;
