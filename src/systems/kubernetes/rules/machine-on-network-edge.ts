import type { LabRule, LabRuleProblem } from '../../../check/rule.ts';
import { overlaps } from '../../../core/address.ts';
import { type AddressPlan, printUse, usesOf } from '../../../lab/address-plan.ts';

const onEdges = (kind: 'node' | 'gateway', plan: AddressPlan): LabRuleProblem[] =>
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

export const machineOnNetworkEdge: LabRule = {
  id: 'machine-on-network-edge',
  needs: 'lab',
  severity: 'error',
  summary: 'A node or the gateway has the network or broadcast address.',
  why: 'no machine may have these addresses (RFC 1122 §3.2.1.3)',
  check: (_, plan) => [...onEdges('node', plan), ...onEdges('gateway', plan)],
  examples: {
    passing: [{ 'nodes.1.address': '192.168.88.254' }],
    failing: [{ 'nodes.1.address': '192.168.88.255' }, { 'network.gateway': '192.168.88.0' }],
  },
};
