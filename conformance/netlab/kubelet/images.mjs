// Which program stands for which image: no image is pulled, what is built is run.

/** Images by the end of their name, without tag and digest. */
const PROGRAMS = [
  [/metallb\/controller$/, 'metallb-controller'],
  [/metallb\/speaker$/, 'metallb-speaker'],
  [/(^|\/)traefik$/, 'traefik'],
];

const nameOf = (image) => image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');

/**
 * The command of a container: that of a program that is built, or hello, which answers on the container's ports.
 * `programs` says where each program lies.
 */
export function commandOf(pod, container, { programs, ports }) {
  const known = PROGRAMS.find(([pattern]) => pattern.test(nameOf(container.image)))?.[1];
  if (known && programs[known]) return { binary: programs[known], args: container.args ?? [], known: true };
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
