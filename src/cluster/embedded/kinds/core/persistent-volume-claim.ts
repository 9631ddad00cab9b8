import { equalJson } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { compareQuantities, parseQuantity, type Quantity } from '../../../../kube/quantity.ts';
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

const quantityOf = (value: unknown): Quantity | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const quantity = parseQuantity(value);
  return 'error' in quantity ? undefined : quantity;
};

/** The storage that a claim asks for; undefined where it asks for none. */
export const requestedSize = ({ spec }: UnknownObject): Quantity | undefined =>
  quantityOf(record(record(record(spec).resources).requests).storage);

/** A claim keeps its spec, but for the volume that it is given once, and of a bound one the storage that it asks for. */
function claimUpdateErrors(next: UnknownObject, old: UnknownObject): Errors {
  const bound = record(next.status).phase === 'Bound';
  const given = Boolean(record(old.spec).volumeName);
  const late = record(old.spec).storageClassName === undefined;
  const kept = (object: UnknownObject): Fields => {
    const { resources, volumeName, volumeAttributesClassName, storageClassName, ...spec } = record(object.spec);
    const { storage, ...requests } = record(record(resources).requests);
    return {
      ...spec,
      resources: { ...record(resources), requests: bound ? requests : { ...requests, storage } },
      ...(given && { volumeName }),
      ...(!bound && { volumeAttributesClassName }),
      ...(!late && { storageClassName }),
    };
  };
  const text =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  return [
    ...claimErrors(next),
    ...(equalJson(kept(next), kept(old)) ? [] : [forbiddenField('spec', text)]),
    ...shrinkErrors(next, old),
  ];
}

/** What is asked for may get smaller only down to what there is, to take back a growth that failed. */
function shrinkErrors(next: UnknownObject, old: UnknownObject): Errors {
  const [size, before] = [requestedSize(next), requestedSize(old)];
  const there = quantityOf(record(record(old.status).capacity).storage);
  if (!size || !before || !there || compareQuantities(size, before) >= 0) return [];
  const text = 'field can not be less than status.capacity';
  return compareQuantities(size, there) <= 0 ? [forbiddenField('spec.resources.requests.storage', text)] : [];
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
    behaviour: 'mode, access modes, what stays as it was, what may grow, limits, table',
    upstream: 'pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec',
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
