import { equalJson } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { forbiddenField } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, record } from '../shared/checks.ts';
import { claimSpecErrors, defaultClaim } from '../shared/claim-spec.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { withProbeTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import type { Fields } from '../shared/fill.ts';
import { askedBy, claimConstraints, faultsOf } from '../shared/limit-constraints.ts';
import { classOf, modeText, phaseOf, type Volume } from './volume-cells.ts';

const claimErrors = (object: UnknownObject): Errors => claimSpecErrors(record(object.spec), 'spec');

/** A claim keeps its spec, but for a larger request and the volume it is given. */
function claimUpdateErrors(next: UnknownObject, old: UnknownObject): Errors {
  const bare = (object: UnknownObject): Fields => {
    const { resources: _r, volumeName: _v, volumeAttributesClassName: _c, ...spec } = record(object.spec);
    return spec;
  };
  const late = record(old.spec).storageClassName === undefined;
  const [now, before] = [bare(next), bare(old)];
  const same = equalJson(
    late ? { ...now, storageClassName: undefined } : now,
    late ? { ...before, storageClassName: undefined } : before,
  );
  const text =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  return [...claimErrors(next), ...(same ? [] : [forbiddenField('spec', text)])];
}

function claimFaults(claim: UnknownObject, limit: Fields): readonly string[] {
  if (limit.type !== 'PersistentVolumeClaim') return [];
  return faultsOf(limit, claimConstraints, { requests: askedBy(record(claim.spec)).requests, limits: new Map() });
}

const columns = tableOf<Volume>(
  'Name, Status, Volume, Capacity, Access Modes, StorageClass, VolumeAttributesClass, Age, VolumeMode?',
  (claim, now) => {
    const volumeName = claim.spec?.volumeName ?? '';
    return [
      claim.metadata.name,
      phaseOf(claim),
      volumeName,
      volumeName === '' ? '' : (claim.status?.capacity?.storage ?? '0'),
      volumeName === '' ? '' : modeText(claim.status?.accessModes),
      classOf(claim),
      claim.spec?.volumeAttributesClassName ?? '<unset>',
      ageOf(claim, now),
      claim.spec?.volumeMode ?? '<unset>',
    ];
  },
);

export const kind = {
  table: '/persistentvolumeclaims',
  claim: {
    behaviour: 'mode, access modes, what stays as it was, limits, table',
    upstream: 'pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec',
    notModelled: 'growing of bound claims',
  },
  columns,
  defaults: inSpec(defaultClaim),
  completeStatus: withProbeTimes,
  firstStatus: () => ({ phase: 'Pending' }),
  answersWithObject: true,
  validate: claimErrors,
  validateUpdate: claimUpdateErrors,
  limited: { onUpdate: true, faults: claimFaults },
  charged: { onUpdate: () => true },
} satisfies BuiltinKind;
