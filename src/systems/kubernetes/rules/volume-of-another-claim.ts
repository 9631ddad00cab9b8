import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { claimsOf, exampleClaim, exampleVolume, keptFor, placeOf, volumesOf } from '../rule-volumes.ts';

const hint = 'give each claim a volume of its own: several may lead to one folder of a server';

export const volumeOfAnotherClaim: ObjectsRule = {
  id: 'volume-of-another-claim',
  needs: 'objects',
  severity: 'error',
  summary: 'A claim names a volume that another claim has.',
  why: 'a volume is bound to one claim, the other stays pending: already bound to a different claim (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go, syncUnboundClaim)',
  check: (input) => {
    const owners = new Map(volumesOf(input).map(({ object }) => [object.metadata.name, keptFor(object)]));
    const first = new Map<string, string>();
    return claimsOf(input).flatMap(({ object, on }): Problem[] => {
      const name = object.spec?.volumeName;
      if (!name || !owners.has(name)) return [];
      const place = placeOf(object);
      const owner = owners.get(name) ?? first.get(name) ?? place;
      first.set(name, owner);
      if (owner === place) return [];
      const message = `it names volume ${name}, which is that of claim ${owner}`;
      return [{ on, path: ['spec', 'volumeName'], message, hint }];
    });
  },
  examples: {
    passing: [
      exampleVolume({ claimRef: { namespace: 'media', name: 'media' } }),
      exampleClaim(),
      exampleVolume({}, 'other'),
      exampleClaim({ volumeName: 'other' }, 'other'),
    ],
    failing: [exampleVolume(), exampleClaim(), exampleClaim({}, 'other')],
  },
};
