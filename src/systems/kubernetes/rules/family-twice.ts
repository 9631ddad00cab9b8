import type { LabRule } from '../../../check/rule.ts';
import { parseAddress, parseCidr } from '../../../core/address.ts';
import { stepTo } from '../../../lab/address-plan.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import type { LabCore } from '../../../lab/lab-core.ts';
import type { LabPlan } from '../../../lab/lab-plan.ts';
import type { LabPath } from '../../../lab/lab-problem.ts';
import { listOf } from '../../../lab/list-of.ts';

interface Listed {
  readonly value: string | readonly string[];
  readonly owner: string;
  readonly path: LabPath;
}

/** Everything of which there may be one a family. */
function listedOf({ network, nodes }: LabCore, { asked }: LabPlan): Listed[] {
  const { gateway, cidr } = network;
  return [
    { value: cidr, owner: 'the node network', path: ['network', 'cidr'] },
    ...(gateway === undefined ? [] : [{ value: gateway, owner: 'the gateway', path: ['network', 'gateway'] }]),
    ...nodes.map(({ name, address }, i) => ({ value: address, owner: `node ${name}`, path: ['nodes', i, 'address'] })),
    ...asked.filter(({ isOfNodes }) => !isOfNodes),
  ];
}

const familyOf = (text: string): string => `IPv${(parseAddress(text) ?? parseCidr(text))?.family}`;

export const familyTwice: LabRule = {
  id: 'family-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'Two addresses of one family are given where there is one a family.',
  why: 'a node has one address a family, and so has a Service (kubernetes pkg/apis/core/validation; metallb internal/allocator/k8salloc: one IPv4 and one IPv6 at most)',
  check: (lab, plan) =>
    listedOf(lab, plan).flatMap(({ value, owner, path }) =>
      duplicates(listOf(value), (text) => [familyOf(text)]).map(({ key, index, first }) => ({
        path: [...path, ...stepTo(value, index)],
        message: `${owner} has two of ${key}: ${listOf(value)[first]} and ${listOf(value)[index]}`,
        hint: `keep one of them: write ${listOf(value)[first]}`,
      })),
    ),
  examples: {
    passing: [
      { 'network.cidr': ['192.168.88.0/24', 'fd00:88::/64'], 'nodes.1.address': ['192.168.88.12', 'fd00:88::12'] },
    ],
    failing: [{ 'nodes.1.address': ['192.168.88.12', '192.168.88.22'] }],
  },
};
