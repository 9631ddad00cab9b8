import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { mismatchOf } from '../../../controlplane/storage/volume-mismatch.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../kube/types.ts';
import { claimsOf, exampleClaim, exampleVolume, hasDefaultClass, volumesOf } from '../rule-volumes.ts';

type Written = PersistentVolume['spec'] & PersistentVolumeClaim['spec'];

/** What is compared, in words. */
const shown: Readonly<Record<string, (spec: Written) => string>> = {
  'requested PV is too small': (spec) => String(spec?.capacity?.storage ?? spec?.resources?.requests?.storage ?? '0'),
  'storageClassName does not match': (spec) => (spec?.storageClassName ? `class ${spec.storageClassName}` : 'no class'),
  'incompatible volumeMode': (spec) => spec?.volumeMode ?? 'Filesystem',
  'incompatible accessMode': (spec) => spec?.accessModes?.join(' and ') ?? 'no mode',
};

/** Where a mismatch stands in the claim, and what to write instead. */
const places: Readonly<Record<string, readonly [path: readonly string[], hint: string]>> = {
  'requested PV is too small': [['spec', 'resources', 'requests', 'storage'], 'ask for no more than the volume holds'],
  'storageClassName does not match': [['spec', 'storageClassName'], 'write one class in both'],
  'incompatible volumeMode': [['spec', 'volumeMode'], 'write one volumeMode in both'],
  'incompatible accessMode': [['spec', 'accessModes'], 'ask for modes that the volume has'],
};

export const claimVolumeMismatch: ObjectsRule = {
  id: 'claim-volume-mismatch',
  needs: 'objects',
  severity: 'error',
  summary: 'A claim names a volume that it cannot have: size, class or modes differ.',
  why: 'the claim stays pending: Cannot bind to requested volume (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go, checkVolumeSatisfyClaim)',
  check: (input) => {
    const volumes = new Map(volumesOf(input).map(({ object }) => [object.metadata.name, object]));
    return claimsOf(input).flatMap(({ object: claim, on }): Problem[] => {
      const volume = volumes.get(claim.spec?.volumeName ?? '');
      if (!volume) return [];
      const told = tell(volume, claim, hasDefaultClass(input));
      return told ? [{ on, ...told }] : [];
    });
  },
  examples: {
    passing: [exampleVolume(), exampleClaim(), exampleClaim({ resources: { requests: { storage: '1G' } } }, 'small')],
    failing: [exampleVolume(), exampleClaim({ resources: { requests: { storage: '2Ti' } } })],
  },
};

function tell(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  hasDefault: boolean,
): Omit<Problem, 'on'> | undefined {
  const why = mismatchOf(volume, claim);
  const { name } = volume.metadata;
  const offered = volume.spec?.storageClassName ?? '';
  if (claim.spec?.storageClassName === undefined && offered === '' && why === undefined) {
    const message = `it names volume ${name}, which has no class, and has none written itself: a default class is put in, and then it never gets the volume`;
    const path = ['spec'];
    if (hasDefault) return { path, message, hint: "write storageClassName: ''" };
    return { path, message, severity: 'unknown', knownBy: "storageClassName: '', which no default class replaces" };
  }
  // A class that is the default one is put into a claim that has none.
  if (why === undefined || (claim.spec?.storageClassName === undefined && why.startsWith('storageClassName')))
    return undefined;
  const [path, hint] = places[why] ?? [['spec'], undefined];
  const show = shown[why] ?? (() => '');
  const both = `it asks for ${show(claim.spec as Written)}, the volume has ${show(volume.spec as Written)}`;
  return { path, message: `it cannot have volume ${name}: ${why} (${both})`, ...(hint && { hint }) };
}
