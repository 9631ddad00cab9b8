import type { UnknownObject } from '../../../../kube/object.ts';
import { forbiddenField, invalid, notSupported } from '../../api/field-error.ts';
import {
  amountOf,
  countOrPercent,
  type Errors,
  immutable,
  labelName,
  nonNegative,
  notMoreThanAll,
  record,
  records,
} from '../shared/checks.ts';
import { claimSpecErrors } from '../shared/claim-spec.ts';
import type { Fields } from '../shared/fill.ts';
import { templateErrors } from '../shared/pod-spec.ts';
import { alwaysRestarted, asGo, selectorErrors, specOf } from '../shared/workload.ts';

/** Faults of stateful sets: kubernetes pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec. */

function statefulPolicyErrors({ podManagementPolicy: policy, updateStrategy }: Fields): Errors {
  const strategy = record(updateStrategy);
  const [policies, types] = [
    ['OrderedReady', 'Parallel'],
    ['RollingUpdate', 'OnDelete'],
  ];
  return [
    ...(policies!.includes(String(policy))
      ? []
      : [invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]),
    ...(types!.includes(String(strategy.type))
      ? []
      : [invalid('spec.updateStrategy', asGo(strategy), "must be 'RollingUpdate' or 'OnDelete'")]),
  ];
}

function statefulRollingErrors({ updateStrategy }: Fields): Errors {
  const { type, rollingUpdate } = record(updateStrategy);
  if (rollingUpdate === undefined) return [];
  const at = 'spec.updateStrategy.rollingUpdate';
  if (type === 'OnDelete') return [invalid(at, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")];
  const { partition, maxUnavailable } = record(rollingUpdate);
  const field = `${at}.maxUnavailable`;
  const none = maxUnavailable !== undefined && amountOf(maxUnavailable) === 0;
  return [
    ...nonNegative(partition, `${at}.partition`),
    ...countOrPercent(maxUnavailable, field),
    ...(none ? [invalid(field, maxUnavailable, 'cannot be 0')] : []),
    ...notMoreThanAll(maxUnavailable, field),
  ];
}

const retentions = ['Retain', 'Delete'];

function retentionErrors({ persistentVolumeClaimRetentionPolicy: policy }: Fields): Errors {
  if (policy === undefined) return [];
  return ['whenDeleted', 'whenScaled'].flatMap((when) => {
    const value = record(policy)[when];
    const field = `spec.persistentVolumeClaimRetentionPolicy.${when}`;
    return retentions.includes(String(value)) ? [] : [notSupported(field, value ?? '', retentions)];
  });
}

/** The template as its pods will be: with a volume for each claim, in place of one of the same name. volumesToAddForTemplates */
function claimedTemplate(spec: Fields): Fields {
  const claims = records(spec.volumeClaimTemplates).map((claim) => String(record(claim.metadata).name ?? ''));
  if (claims.length === 0) return record(spec.template);
  const pod = record(record(spec.template).spec);
  const own = records(pod.volumes).filter(({ name }) => !claims.includes(String(name ?? '')));
  const claimed = [...new Set(claims)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...record(spec.template), spec: { ...pod, volumes: [...claimed, ...own] } };
}

interface Skipped {
  /** Claim templates and the name of the service are fixed: they are looked at once. */
  readonly fixed?: boolean;
  readonly template?: boolean;
}

function statefulSpecErrors(spec: Fields, skipped: Skipped): Errors {
  const { serviceName } = spec;
  return [
    ...statefulPolicyErrors(spec),
    ...statefulRollingErrors(spec),
    ...retentionErrors(spec),
    ...(skipped.fixed ? [] : claimTemplateErrors(spec)),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(record(spec.ordinals).start, 'spec.ordinals.start'),
    ...(serviceName && !skipped.fixed ? labelName(serviceName, 'spec.serviceName') : []),
    ...selectorErrors(spec, 'statefulset'),
    ...(skipped.template ? [] : templateErrors(claimedTemplate(spec), 'spec.template')),
    ...alwaysRestarted(spec, 'StatefulSet'),
  ];
}

const claimTemplateErrors = ({ volumeClaimTemplates }: Fields): Errors =>
  records(volumeClaimTemplates).flatMap((claim, index) =>
    claimSpecErrors(record(claim.spec), `spec.volumeClaimTemplates[${index}].spec`),
  );

/** Of a new set. */
export const statefulSetErrors = (object: UnknownObject): Errors => statefulSpecErrors(specOf(object), {});

const mutableOfStatefulSet = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

/** Of a changed set, of which few fields may change: ValidateStatefulSetUpdate. */
export function statefulSetUpdateErrors(next: UnknownObject, old: UnknownObject): Errors {
  const fixed = (object: UnknownObject) =>
    Object.fromEntries(Object.entries(specOf(object)).filter(([field]) => !mutableOfStatefulSet.has(field)));
  const text =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  const changed = immutable(fixed(next), fixed(old), 'spec').length > 0;
  // What was let in before the template was looked at may stay.
  const invalidBefore = statefulSpecErrors(specOf(old), { fixed: true }).length > 0;
  const errors = statefulSpecErrors(specOf(next), { fixed: true, template: invalidBefore });
  return [...errors, ...(changed ? [forbiddenField('spec', text)] : [])];
}
