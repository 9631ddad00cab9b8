import { opaqueNamespaces } from '../../../check/made-by-release.ts';
import type { ObjectsRule } from '../../../check/rule.ts';
import { type LabelSelector, matchesSelector } from '../../../kube/selector.ts';
import { exampleAdvertisement, examplePool } from '../rule-examples.ts';
import { poolsOf } from '../rule-objects.ts';

type AdvertisementSpec =
  | { readonly ipAddressPools?: readonly string[]; readonly ipAddressPoolSelectors?: readonly LabelSelector[] }
  | undefined;

export const advertisementUnused: ObjectsRule = {
  id: 'advertisement-unused',
  needs: 'objects',
  severity: 'info',
  summary: 'An advertisement selects no pool: nothing is announced by it.',
  together: 'select no pool: nothing is announced by them',
  why: 'an advertisement is for the pools that it names and those whose labels it selects, and for all where it does neither (metallb internal/config/config.go l2AdvertisementsFor, selectedPools)',
  check: (input) => {
    if (!input.isWhole || opaqueNamespaces(input).size > 0) return [];
    const pools = poolsOf(input).map(({ object }) => object);
    return ['L2Advertisement', 'BGPAdvertisement'].flatMap((kind) =>
      input.ofKind(kind, 'metallb.io').flatMap((on) => {
        const { ipAddressPools = [], ipAddressPoolSelectors: selectors = [] } =
          (on.object.spec as AdvertisementSpec) ?? {};
        // A name without a pool is told by itself.
        if (on.loose || on.approximate || on.madeBy !== undefined || ipAddressPools.length > 0) return [];
        const isMeant = ({ metadata: { labels } }: (typeof pools)[number]) =>
          selectors.length === 0 || selectors.some((selector) => matchesSelector(selector, labels));
        if (pools.some(isMeant)) return [];
        const message =
          pools.length === 0
            ? 'there is no pool: nothing is announced by it'
            : 'selects no pool: nothing is announced by it';
        const path = selectors.length === 0 ? ['metadata', 'name'] : ['spec', 'ipAddressPoolSelectors'];
        return [{ on, path, message, hint: 'give a pool the labels that it selects, or take it out' }];
      }),
    );
  },
  examples: {
    passing: [
      examplePool('gate', ['192.168.88.60/32']),
      exampleAdvertisement('all'),
      exampleAdvertisement('none-named', { ipAddressPools: ['gate'] }),
    ],
    failing: [
      examplePool('gate', ['192.168.88.60/32']),
      exampleAdvertisement('lan', { ipAddressPoolSelectors: [{ matchLabels: { net: 'lan' } }] }),
    ],
  },
};
