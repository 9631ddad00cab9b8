import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { claimsOf, exampleClaim, exampleVolume, volumesOf } from '../rule-volumes.ts';

/** A volume that a provisioner made: it is in no file, and there. */
const isProvisioned = (name: string): boolean => /^pvc-[0-9a-f-]{36}$/.test(name);

export const claimVolumeMissing: ObjectsRule = {
  id: 'claim-volume-missing',
  needs: 'objects',
  severity: 'unknown',
  summary: 'A claim names a volume that no file brings.',
  why: 'it waits for the volume, and nothing tells of it (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go, syncUnboundClaim)',
  check: (input) => {
    const there = new Set(volumesOf(input).map(({ object }) => object.metadata.name));
    return claimsOf(input).flatMap(({ object, on }): Problem[] => {
      const name = object.spec?.volumeName;
      if (!name || there.has(name) || isProvisioned(name)) return [];
      const message = `it names volume ${name}, which no file brings: without it the claim waits, and so does who mounts it`;
      return [{ on, path: ['spec', 'volumeName'], message, knownBy: `a PersistentVolume ${name} in the repository` }];
    });
  },
  examples: {
    passing: [exampleVolume(), exampleClaim()],
    failing: [exampleClaim()],
  },
};
