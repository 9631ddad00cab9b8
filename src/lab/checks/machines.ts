import { includes, overlaps } from '../../core/address.ts';
import { type AddressPlan, type AddressUse, printUse, usesOf } from '../address-plan.ts';
import { duplicates } from './duplicates.ts';
import type { CheckProblem, LabCheck } from './lab-check.ts';

const outside = (plan: AddressPlan, kind: 'node' | 'gateway'): CheckProblem[] =>
  usesOf(plan, kind)
    .filter(({ range }) => !plan.networks.some((n) => includes(n.range, { family: range.family, value: range.first })))
    .map((use) => ({
      path: use.path,
      message: `${use.owner} (${printUse(use)}) is not in the node network ${plan.networks.map(({ text }) => text).join(', ')}`,
      hint: 'correct the address, or network.cidr',
    }));

const nodeOutsideNetwork: LabCheck = {
  code: 'node-outside-network',
  severity: 'error',
  summary: 'A node has an address outside the node network.',
  why: 'layer-2 announcing works among machines on one wire: a node elsewhere cannot take over an address',
  check: (_, plan) => outside(plan, 'node'),
};

const gatewayOutsideNetwork: LabCheck = {
  code: 'gateway-outside-network',
  severity: 'error',
  summary: 'The gateway is not in the node network.',
  why: 'nodes reach their router only on their own wire; with another address they have no way out',
  check: (_, plan) => outside(plan, 'gateway'),
};

const onEdges = (kind: 'node' | 'gateway', plan: AddressPlan): CheckProblem[] =>
  usesOf(plan, kind).flatMap((use) =>
    usesOf(plan, 'network-address', 'broadcast-address')
      // An IPv6 router rightly answers for the subnet-router anycast address.
      .filter((edge) => overlaps(edge.range, use.range) && !(kind === 'gateway' && use.range.family === 6))
      .map((edge) => ({
        path: use.path,
        message: `${use.owner} has the ${edge.kind === 'network-address' ? 'network' : 'broadcast'} address ${printUse(use)} of ${edge.owner}`,
        hint: 'give it an address between the first and the last of the network',
      })),
  );

const machineOnNetworkEdge: LabCheck = {
  code: 'machine-on-network-edge',
  severity: 'error',
  summary: 'A node or the gateway has the network or broadcast address.',
  why: 'no machine may have these addresses (RFC 1122 §3.2.1.3)',
  check: (_, plan) => [...onEdges('node', plan), ...onEdges('gateway', plan)],
};

const overlapsOf = (use: AddressUse, plan: AddressPlan, kind: 'dhcp' | 'reservation' | 'gateway') =>
  usesOf(plan, kind).filter((other) => overlaps(other.range, use.range));

const dhcpOverlapsNode: LabCheck = {
  code: 'dhcp-overlaps-node',
  severity: 'warning',
  summary: 'The DHCP server may hand out the address of a node or of the gateway.',
  why: 'unless the server keeps it for the machine, a static address in the DHCP range is leased to another sooner or later (RFC 2131 §3.1: servers only probe if they choose to)',
  check: (_, plan) =>
    usesOf(plan, 'node', 'gateway')
      .filter((use) => overlapsOf(use, plan, 'reservation').length === 0)
      .flatMap((use) =>
        overlapsOf(use, plan, 'dhcp').map((dhcp) => ({
          path: use.path,
          message: `${use.owner} (${printUse(use)}) lies in the DHCP range ${printUse(dhcp)}`,
          hint: 'give it an address outside the range; if the server keeps this one for it, say so in network.reserved',
        })),
      ),
};

const nodeOnGatewayAddress: LabCheck = {
  code: 'node-on-gateway-address',
  severity: 'error',
  summary: 'A node has the address of the gateway.',
  why: 'two machines then answer ARP for the way out of the network',
  check: (_, plan) =>
    usesOf(plan, 'node').flatMap((node) =>
      overlapsOf(node, plan, 'gateway').map(() => ({
        path: node.path,
        message: `${node.owner} has the address of the gateway, ${printUse(node)}`,
        hint: 'give the node an address of its own',
      })),
    ),
};

const duplicateNodeName: LabCheck = {
  code: 'duplicate-node-name',
  severity: 'error',
  summary: 'Two nodes have the same name.',
  why: 'the second node to join is taken for the first: names of nodes are unique in a cluster',
  check: (lab) =>
    duplicates(lab.nodes, (node) => [node.name]).map(({ key, index, first }) => ({
      path: ['nodes', index, 'name'],
      message: `node ${key} is named twice: nodes[${first}] and nodes[${index}]`,
      hint: 'give each node a name of its own',
    })),
};

const duplicateNodeAddress: LabCheck = {
  code: 'duplicate-node-address',
  severity: 'error',
  summary: 'Two nodes have the same address.',
  why: 'two machines then answer ARP for one address',
  check: (_, plan) => {
    const nodes = [...usesOf(plan, 'node')].sort((a, b) => Number(a.path[1]) - Number(b.path[1]));
    return duplicates(nodes, (use) => [printUse(use)]).map(({ key, index, first }) => ({
      path: nodes[index]!.path,
      message: `${nodes[index]!.owner} has the address ${key} of ${nodes[first]!.owner === nodes[index]!.owner ? 'its own' : nodes[first]!.owner}`,
      hint: 'give each node an address of its own',
    }));
  },
};

const evenControlPlanes: LabCheck = {
  code: 'control-plane-even',
  severity: 'warning',
  summary: 'The number of control planes is even.',
  why: 'etcd needs more than half of its members: an even number survives no more failures than one less (etcd docs, FAQ: why an odd number of cluster members)',
  check: (lab) => {
    const count = lab.nodes.filter((node) => node.role === 'control-plane').length;
    if (count === 0 || count % 2 === 1) return [];
    const cost =
      count === 2
        ? 'the cluster stops when either fails, which is worse than one'
        : `it survives ${count / 2 - 1} ${count === 4 ? 'failure' : 'failures'}, as ${count - 1} would`;
    const last = lab.nodes.findLastIndex((node) => node.role === 'control-plane');
    return [
      {
        path: ['nodes', last, 'role'],
        message: `${count} control planes: ${cost}`,
        hint: `make it ${count - 1} or ${count + 1}`,
      },
    ];
  },
};

const taintTwice: LabCheck = {
  code: 'taint-twice',
  severity: 'error',
  summary: 'A node has two taints of one key and effect.',
  why: 'the API server refuses such a node: taints are unique by key and effect (kubernetes pkg/apis/core/validation)',
  check: ({ nodes }) =>
    nodes.flatMap((node, i) =>
      duplicates(node.taints, ({ key, effect }) => [`${key}:${effect}`]).map(({ key, index }) => ({
        path: ['nodes', i, 'taints', index, 'key'],
        message: `node ${node.name} has the taint ${key} twice`,
        hint: 'keep one of them',
      })),
    ),
};

/** Nodes, gateway and DHCP against the network and each other. */
export const machineChecks: readonly LabCheck[] = [
  nodeOutsideNetwork,
  gatewayOutsideNetwork,
  machineOnNetworkEdge,
  dhcpOverlapsNode,
  nodeOnGatewayAddress,
  duplicateNodeName,
  duplicateNodeAddress,
  taintTwice,
  evenControlPlanes,
];
