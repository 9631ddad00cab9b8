import type { ObjectsRule } from '../../../check/rule.ts';
import { readAdvertisements } from '../announcement/advertisements.ts';
import { exampleAdvertisement } from '../rule-examples.ts';
import { advertisementsOf } from '../rule-objects.ts';

/** An advertisement repeats itself or has a selector that cannot be read: MetalLB refuses its whole configuration. */
export const advertisementInvalid: ObjectsRule = {
  id: 'advertisement-invalid',
  needs: 'objects',
  severity: 'error',
  summary: 'An L2Advertisement repeats a pool or a selector, or a selector cannot be read.',
  why: 'one advertisement that is refused keeps the speakers on their last valid configuration (metallb internal/config/config.go, l2AdvertisementFromCR)',
  check: (input) =>
    advertisementsOf(input).flatMap(({ object, on }) => {
      const reading = readAdvertisements([object], new Map(), []);
      if (!('error' in reading)) return [];
      return [
        {
          on,
          path: ['spec'],
          message: reading.error.replaceAll('\n', '; '),
          hint: 'name each pool and each selector once, with operators In, NotIn, Exists, DoesNotExist',
        },
      ];
    }),
  examples: {
    passing: [
      exampleAdvertisement('gate', { ipAddressPools: ['gate'], nodeSelectors: [{ matchLabels: { edge: 'yes' } }] }),
    ],
    failing: [exampleAdvertisement('gate', { ipAddressPools: ['gate', 'gate'] })],
  },
};
