import type { ObjectsRule } from '../../../check/rule.ts';
import { deprecatedPrefix } from '../annotations.ts';
import { exampleService } from '../rule-examples.ts';

/** An annotation has MetalLB's old prefix: honoured, with a warning event. */
export const deprecatedAnnotation: ObjectsRule = {
  id: 'deprecated-annotation',
  needs: 'objects',
  severity: 'warning',
  summary: 'An annotation has the old prefix metallb.universe.tf/.',
  why: 'it is honoured still, each time with the event `Service uses deprecated annotation …` (metallb controller/main.go, since 0.14.9)',
  check: (input) =>
    input.ofKind('Service', '').flatMap((on) =>
      Object.keys(on.object.metadata.annotations ?? {})
        .filter((key) => key.startsWith(deprecatedPrefix))
        .map((key) => ({
          on,
          path: ['metadata', 'annotations', key],
          message: `annotation ${key} is deprecated`,
          hint: `write metallb.io/${key.slice(deprecatedPrefix.length)}`,
        })),
    ),
  examples: {
    passing: [exampleService('gate', { 'metallb.io/address-pool': 'gate' })],
    failing: [exampleService('gate', { 'metallb.universe.tf/address-pool': 'gate' })],
  },
};
