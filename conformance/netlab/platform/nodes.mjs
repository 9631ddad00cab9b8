// What runs on a node: the small kubelet, kube-proxy, and whatever pods the kubelet starts. A node dies as one.
import { mkdirSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versions } from '../../engines.mjs';
import { writeKubeconfig } from '../../real/files.mjs';
import { missing, program } from '../build.mjs';
import { podNetwork, setCable } from './network.mjs';
import { inside, sh } from './shell.mjs';

const kubelet = fileURLToPath(new URL('../kubelet/main.mjs', import.meta.url));

const PROGRAMS = [
  ...['hello', 'traefik', 'metallb-controller', 'metallb-speaker', 'cert-manager'],
  ...['source-controller', 'kustomize-controller', 'helm-controller'],
];

/** Object of a node, as its machine's owner and the platform label it. */
export const nodeObject = ({ name, index, labels = {}, taints }) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...labels },
  },
  spec: { podCIDR: `10.42.${index}.0/24`, podCIDRs: [`10.42.${index}.0/24`], ...(taints && { taints }) },
});

const proxyConfig = ({ name }, kubeconfig, mode) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode,
  hostnameOverride: name,
  clusterCIDR: podNetwork,
  clientConnection: { kubeconfig },
  // Limits of the machine, which a namespace may not set.
  conntrack: { maxPerCore: 0, min: 0 },
});

function startKubelet({ processes, folder, access, plan }, node) {
  const own = join(folder, `kubelet-${node.name}`);
  mkdirSync(own, { recursive: true });
  const prefix = `10.42.${node.index}`;
  const built = PROGRAMS.filter((name) => !missing().includes(name));
  const settings = {
    server: access.server,
    ca: access.ca,
    token: `${node.name}-token`,
    folder: own,
    node: { ...node, podPrefix: prefix, gateway: `${prefix}.1`, version: versions().kubernetes },
    programs: Object.fromEntries(built.map((name) => [name, program(name)])),
    network: plan.prefix,
    world: plan.world,
  };
  const file = join(folder, `kubelet-${node.name}.json`);
  writeFileSync(file, JSON.stringify(settings));
  const [command, ...args] = inside(node.space, process.execPath, '--max-old-space-size=128', kubelet, file);
  processes.start(`kubelet-${node.name}`, command, args);
}

function startProxy({ processes, folder, access, plan }, node) {
  const kubeconfig = writeKubeconfig(join(folder, `proxy-${node.name}.kubeconfig`), {
    ...access,
    token: 'proxy-token',
  });
  const file = join(folder, `proxy-${node.name}.json`);
  writeFileSync(file, JSON.stringify(proxyConfig(node, kubeconfig, plan.proxy)));
  const [command, ...args] = inside(node.space, program('kube-proxy'), `--config=${file}`);
  processes.start(`kube-proxy-${node.name}`, command, args);
}

/** Starts what runs on a node. */
export function startNode(platform, node) {
  startKubelet(platform, node);
  startProxy(platform, node);
}

const namespacesOf = ({ space }) =>
  readdirSync('/run/netns').filter((each) => each === space || each.startsWith(`${space}+`));

/** Ids of the processes in network namespaces. */
export function processesIn(namespaces) {
  const inodes = new Set(namespaces.map((name) => statSync(`/run/netns/${name}`).ino));
  return readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id))
    .filter((id) => {
      try {
        return inodes.has(Number(/\d+/.exec(readlinkSync(`/proc/${id}/ns/net`))[0]));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Kills the processes that `of` picks by their ids; those that are gone already do not matter. */
export function kill(ids, signal = 'SIGKILL') {
  for (const id of ids) {
    try {
      process.kill(id, signal);
    } catch {
      // It is gone.
    }
  }
}

/** A node loses its power: nothing is said to anybody. */
export function killNode(node) {
  setCable(node.space, 'down');
  kill(processesIn(namespacesOf(node)));
}

/** The node comes back, with nothing of what ran on it but its wires. */
export function reviveNode(platform, node) {
  for (const each of namespacesOf(node)) if (each !== node.space) sh([`ip netns del ${each}`]);
  setCable(node.space, 'up');
  startNode(platform, node);
}
