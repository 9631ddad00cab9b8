import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleVolume, keptFor, volumesOf } from '../rule-volumes.ts';

export const volumesForOneClaim: ObjectsRule = {
  id: 'volumes-for-one-claim',
  needs: 'objects',
  severity: 'warning',
  summary: 'Two volumes are kept for one claim.',
  why: 'a claim is bound to one volume, the other is kept for it and never used (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go, syncVolume)',
  check: (input) => {
    const first = new Map<string, string>();
    return volumesOf(input).flatMap(({ object, on }): Problem[] => {
      const claim = keptFor(object);
      if (claim === undefined) return [];
      const other = first.get(claim);
      if (other === undefined || other === object.metadata.name) {
        first.set(claim, object.metadata.name);
        return [];
      }
      const message = `it is kept for claim ${claim}, and so is volume ${other}: the claim gets one of them`;
      return [{ on, path: ['spec', 'claimRef'], message, hint: 'keep each for a claim of its own' }];
    });
  },
  examples: {
    passing: [exampleVolume({ claimRef: { namespace: 'media', name: 'media' } }), exampleVolume({}, 'other')],
    failing: [
      exampleVolume({ claimRef: { namespace: 'media', name: 'media' } }),
      exampleVolume({ claimRef: { namespace: 'media', name: 'media' } }, 'other'),
    ],
  },
};
