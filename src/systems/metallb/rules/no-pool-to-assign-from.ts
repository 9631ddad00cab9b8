import type { LabRule, ObjectsRule, RuleInput } from '../../../check/rule.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { annotationPlace, askedText, balancersOf, poolsOf } from '../rule-objects.ts';

/**
 * What objects say where something else gives Services addresses, too: upgrade plans, tolerations, images and kinds name the Kubernetes that
 * runs below.
 */
const otherBalancers: readonly (readonly [said: RegExp, what: string])[] = [
  [/helm\.cattle\.io|k3s/i, 'servicelb of k3s'],
  [/"CiliumLoadBalancerIPPool"/, 'the IPAM of Cilium'],
  [/kube-vip/, 'kube-vip'],
];

/** What may give a Service its address beside MetalLB. */
function otherBalancer({ objects }: RuleInput): string | undefined {
  const texts = objects.map(({ object }) => printed(object));
  return otherBalancers.find(([said]) => texts.some((text) => said.test(text)))?.[1];
}

const printed = (object: object): string =>
  JSON.stringify(object, (_key, value) => (typeof value === 'bigint' ? String(value) : value));

/** A Service asks for nothing, and no pool gives anything unasked: it stays pending. */
export const noPoolToAssignFrom: readonly [LabRule, ObjectsRule] = [
  {
    id: 'no-pool-to-assign-from',
    needs: 'lab',
    severity: 'error',
    summary: 'A LoadBalancer service asks for no address, and no pool gives one unasked.',
    why: 'pools with autoAssign: false are never chosen by themselves; the Service stays pending with `no available IPs` (metallb internal/allocator/allocator.go)',
    check: (_, { unasked, pools, balancers }) =>
      pools.some((pool) => pool.autoAssign) || (pools.length === 0 && balancers.length > 0)
        ? []
        : unasked.map(({ owner, path }) => ({
            path,
            message: `${owner} asks for no address, and ${pools.length === 0 ? 'there is no pool' : 'every pool has autoAssign: false'}`,
            hint: 'set service.address to the address it is to have, or add a pool with autoAssign: true',
          })),
    examples: {
      passing: [{ 'addresses.pools.2.autoAssign': false }, { 'apps.0.service': { type: 'LoadBalancer' } }],
      failing: [{ 'addresses.pools.2.autoAssign': false, 'apps.0.service': { type: 'LoadBalancer' } }],
    },
  },
  {
    id: 'no-pool-to-assign-from',
    needs: 'objects',
    severity: 'error',
    summary: 'A Service asks for no address, and every pool has autoAssign: false.',
    why: 'pools with autoAssign: false serve only Services that name them; the Service stays pending with `no available IPs` (metallb internal/allocator/allocator.go, Allocate)',
    check: (input) => {
      const pools = poolsOf(input);
      if (pools.length === 0 || pools.some(({ object }) => object.spec?.autoAssign !== false)) return [];
      const other = otherBalancer(input);
      return balancersOf(input)
        .filter(({ object }) => !askedText(object) && !annotationPlace(object, 'address-pool')?.text)
        .map(({ on }) => ({
          on,
          path: ['spec', 'type'],
          message: 'it asks for no address, and every pool has autoAssign: false',
          ...(other
            ? { severity: 'unknown' as const, knownBy: `whether ${other} gives it one` }
            : { hint: 'name a pool with the annotation metallb.io/address-pool, or add a pool with autoAssign: true' }),
        }));
    },
    examples: {
      passing: [
        examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }),
        exampleService('gate', { 'metallb.io/address-pool': 'gate' }),
      ],
      failing: [examplePool('gate', ['192.168.88.60/32'], { autoAssign: false }), exampleService('hello')],
    },
  },
];
