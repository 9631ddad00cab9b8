import type { ObjectsRule } from '../../../check/rule.ts';
import { matchesSelector } from '../../../kube/selector.ts';
import type { IpAddressPool, L2Advertisement } from '../objects.ts';
import { exampleAdvertisement, examplePool } from '../rule-examples.ts';
import { advertisementsOf, poolsOf } from '../rule-objects.ts';

/** No advertisement covers a pool: Services get its addresses, and nobody answers for them. */
export const poolNotAdvertised: ObjectsRule = {
  id: 'pool-not-advertised',
  needs: 'objects',
  severity: 'error',
  summary: 'No advertisement covers an address pool.',
  why: 'the controller hands out addresses without looking at advertisements; speakers announce only what one covers, and say nothing of the rest (metallb speaker/layer2_controller.go)',
  check: (input) => {
    const advertisements = [
      ...advertisementsOf(input).map(({ object }) => object),
      // A BGPAdvertisement picks pools by the same fields.
      ...input.ofKind('BGPAdvertisement', 'metallb.io').map(({ object }) => object as L2Advertisement),
    ];
    return poolsOf(input)
      .filter(({ object }) => !advertisements.some((advertisement) => covers(advertisement, object)))
      .map(({ object: { metadata }, on }) => ({
        on,
        path: ['metadata', 'name'],
        message: `no advertisement covers pool ${metadata.name}: its addresses are given out and nobody answers for them`,
        hint: `add an L2Advertisement with ipAddressPools: [${metadata.name}] in namespace ${metadata.namespace ?? 'of MetalLB'}`,
      }));
  },
  examples: {
    passing: [
      examplePool('gate', ['192.168.88.60/32']),
      examplePool('default', ['192.168.88.70-192.168.88.79']),
      exampleAdvertisement('all'),
    ],
    failing: [
      examplePool('gate', ['192.168.88.60/32']),
      examplePool('default', ['192.168.88.70-192.168.88.79']),
      exampleAdvertisement('gate', { ipAddressPools: ['gate'] }),
    ],
  },
};

/** Whether an advertisement covers a pool: by name, by label, or, when it says neither, all. */
function covers({ metadata, spec }: L2Advertisement, pool: IpAddressPool): boolean {
  if (metadata.namespace !== pool.metadata.namespace) return false;
  const { ipAddressPools = [], ipAddressPoolSelectors = [] } = spec ?? {};
  if (ipAddressPools.length + ipAddressPoolSelectors.length === 0) return true;
  const { name, labels } = pool.metadata;
  return ipAddressPools.includes(name) || ipAddressPoolSelectors.some((selector) => matchesSelector(selector, labels));
}
