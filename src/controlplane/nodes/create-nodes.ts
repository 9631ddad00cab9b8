import type { Cluster } from '../../cluster/cluster.ts';
import { parseCidr, printAddress } from '../../core/address.ts';
import type { Condition } from '../../kube/object.ts';
import { kinds, type Node, type NodeSystemInfo, type Taint } from '../../kube/types.ts';
import { printInstant } from '../kit/instant.ts';
import { diskAnnotation } from './node-disk.ts';
import { powerAnnotation } from './node-power.ts';

/** What is needed of a lab's node. */
export interface NodeInput {
  readonly name: string;
  readonly address: string | readonly string[];
  readonly role: 'control-plane' | 'worker';
  readonly taints?: readonly Taint[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Cores and memory it offers to pods, where they are not those of a node of a lab. */
  readonly cpus?: number;
  readonly memory?: string;
  /** Size of its one disk, where that is known. */
  readonly disk?: string;
}

/** What the nodes of a distribution have beside what those of every cluster have. */
export interface NodeLook {
  readonly osImage?: string;
  readonly providerId?: (name: string) => string;
  readonly labels?: (role: NodeInput['role']) => Readonly<Record<string, string>>;
}

export interface NodeOptions {
  /** As nodes print it, e.g. `v1.36.3+k3s1`. */
  readonly kubeletVersion: string;
  readonly look?: NodeLook;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Pod networks, one per family; each node gets a /24 (IPv4) or /64 (IPv6) of them. */
  readonly podCidrs?: readonly string[];
}

const usualPodNetworks = ['10.42.0.0/16'];

/** What a node offers to pods where nobody says. */
export const usualMachine = { cpus: 4, memory: '8Gi' } as const;

const addressesOf = ({ address }: NodeInput): readonly string[] => (typeof address === 'string' ? [address] : address);

/** The Node objects as their kubelets register them and the node IPAM controller completes them, in the order of the input. */
export const createNodes = (nodes: readonly NodeInput[], options: NodeOptions): readonly Node[] =>
  nodes.map((node, index) => createNode(node, index, options));

function createNode(input: NodeInput, index: number, options: NodeOptions): Node {
  const networks = (options.podCidrs ?? usualPodNetworks).flatMap((network) => nodeNetwork(network, index) ?? []);
  const addresses = addressesOf(input).map((address) => ({ type: 'InternalIP', address }));
  const { cpus = usualMachine.cpus, memory = usualMachine.memory, disk = '50Gi' } = input;
  const resources = { cpu: String(cpus), memory, pods: '110', 'ephemeral-storage': disk };
  return {
    ...kinds.Node,
    metadata: { name: input.name, labels: nodeLabels(input, options), annotations: nodeAnnotations(input) },
    spec: {
      ...(networks.length > 0 ? { podCIDR: networks[0], podCIDRs: networks } : {}),
      ...(options.look?.providerId ? { providerID: options.look.providerId(input.name) } : {}),
      ...(input.taints?.length ? { taints: input.taints } : {}),
    },
    status: {
      addresses: [...addresses, { type: 'Hostname', address: input.name }],
      capacity: resources,
      allocatable: resources,
      conditions: healthyConditions(printInstant(options.now)),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: nodeInfo(options),
    },
  };
}

/** The index-th part of a pod network: a /24 or a /64, as the node IPAM controller cuts it. */
function nodeNetwork(network: string, index: number): string | undefined {
  const whole = parseCidr(network);
  if (!whole) return undefined;
  const prefix = whole.family === 4 ? Math.max(24, whole.prefix) : Math.max(64, whole.prefix);
  const size = 1n << BigInt((whole.family === 4 ? 32 : 128) - prefix);
  const first = whole.first + size * BigInt(index);
  if (first > whole.last) return undefined;
  return `${printAddress({ family: whole.family, value: first })}/${prefix}`;
}

const controlPlaneRole = 'node-role.kubernetes.io/control-plane';

const nodeLabels = (input: NodeInput, { look }: NodeOptions): Readonly<Record<string, string>> => ({
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': input.name,
  'kubernetes.io/os': 'linux',
  ...(input.role === 'control-plane' ? { [controlPlaneRole]: '' } : {}),
  ...look?.labels?.(input.role),
  ...input.labels,
});

const nodeAnnotations = (input: NodeInput): Readonly<Record<string, string>> => ({
  'alpha.kubernetes.io/provided-node-ip': addressesOf(input).join(','),
  ...(input.disk !== undefined && { [diskAnnotation]: input.disk }),
});

function nodeInfo({ look, kubeletVersion }: NodeOptions): NodeSystemInfo {
  return {
    architecture: 'amd64',
    operatingSystem: 'linux',
    osImage: look?.osImage ?? 'Linux',
    kernelVersion: '6.12.0',
    containerRuntimeVersion: 'containerd://2.1.5',
    kubeletVersion,
    kubeProxyVersion: kubeletVersion,
    machineID: '',
    systemUUID: '',
    bootID: '',
  };
}

/** The conditions of a node whose kubelet is well (pkg/kubelet/nodestatus/setters.go). */
export function healthyConditions(time: string): readonly Condition[] {
  const condition = (
    type: string,
    status: 'True' | 'False',
    reason: string,
    message: string,
  ): Condition & { readonly lastHeartbeatTime: string } => ({
    type,
    status,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
    reason,
    message,
  });
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ];
}

/** Switches the machine of a node of an embedded cluster off or on again: from that moment its kubelet is silent or back. */
export async function setNodeAlive(cluster: Cluster, name: string, alive: boolean): Promise<void> {
  const body = { metadata: { annotations: { [powerAnnotation]: alive ? null : 'off' } } };
  await cluster.patch(kinds.Node, name, undefined, { type: 'merge', body });
}
