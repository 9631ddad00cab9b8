import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { mismatchOf } from '../../../controlplane/storage/volume-mismatch.ts';
import { matchesSelector } from '../../../kube/selector.ts';
import { claimsOf, exampleClaim, exampleVolume, keptFor, placeOf, volumesOf } from '../rule-volumes.ts';

export const volumeNotKept: ObjectsRule = {
  id: 'volume-not-kept',
  needs: 'objects',
  severity: 'warning',
  summary: 'A volume is meant for one claim, and another one may take it first.',
  why: 'a claim that names no volume takes the smallest free one of its class that fits, whoever names it (kubernetes component-helpers storage/volume/pv_helpers.go, FindMatchingVolume)',
  check: (input) => {
    const free = volumesOf(input).filter(({ object }) => keptFor(object) === undefined);
    const claims = claimsOf(input);
    return free.flatMap(({ object: volume, on }): Problem[] => {
      const { name, labels } = volume.metadata;
      const owner = claims.find(({ object }) => object.spec?.volumeName === name)?.object;
      const rival = claims.find(
        ({ object: { spec } }) =>
          !spec?.volumeName &&
          spec?.storageClassName !== undefined &&
          mismatchOf(volume, { spec }) === undefined &&
          (!spec.selector || matchesSelector(spec.selector, labels)),
      )?.object;
      if (!owner || !rival) return [];
      const message = `claim ${placeOf(owner)} names it, and claim ${placeOf(rival)} may take it first`;
      const hint = `write claimRef: { namespace: ${placeOf(owner).replace('/', ', name: ')} }`;
      return [{ on, path: ['spec'], message, hint }];
    });
  },
  examples: {
    passing: [
      exampleVolume({ claimRef: { namespace: 'media', name: 'media' } }),
      exampleClaim(),
      exampleClaim({ volumeName: undefined }, 'free'),
    ],
    failing: [exampleVolume(), exampleClaim(), exampleClaim({ volumeName: undefined }, 'free')],
  },
};
