import { equalJson } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { forbiddenField, invalid, required } from '../../api/field-error.ts';
import { type Errors, record, records } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';
import { untrimmedImage, untrimmedImages } from '../shared/pod-containers.ts';
import { podSpecErrors } from '../shared/pod-spec.ts';

const fixedText =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** What of a pod may change once it is there: kubernetes pkg/apis/core/validation ValidatePodUpdate. */
export function podUpdateErrors(next: UnknownObject, old: UnknownObject): Errors {
  const [now, before] = [record(next.spec), record(old.spec)];
  const own = [...podSpecErrors(now, 'spec'), ...untrimmedImages(now)];
  const lists = ['containers', 'initContainers'] as const;
  const other = lists.find((list) => records(now[list]).length !== records(before[list]).length);
  if (other) return [...own, forbiddenField(`spec.${other}`, 'pod updates may not add or remove containers')];
  const deadline = deadlineErrors(now, before);
  const images = lists.flatMap((list) => imagesErrors(records(now[list]), `spec.${list}`));
  if (now.activeDeadlineSeconds !== undefined && deadline.length > 0) return [...own, ...images, ...deadline];
  const gated = records(before.schedulingGates).length > 0;
  const same = equalJson(fixedParts(now, before, gated), fixedParts(before, before, gated));
  return [
    ...own,
    ...images,
    ...deadline,
    ...tolerationsErrors(records(now.tolerations), records(before.tolerations)),
    ...gateErrors(records(now.schedulingGates), records(before.schedulingGates)),
    ...(gated ? gatedErrors(now, before) : []),
    ...(same ? [] : [forbiddenField('spec', fixedText)]),
  ];
}

const imagesErrors = (containers: readonly Fields[], at: string): Errors =>
  containers.flatMap((container, index) => [
    ...(container.image ? [] : [required(`${at}[${index}].image`)]),
    ...untrimmedImage(container, `${at}[${index}]`),
  ]);

/** From nothing to a number, or from a number to a lesser one. */
function deadlineErrors({ activeDeadlineSeconds: now }: Fields, { activeDeadlineSeconds: before }: Fields): Errors {
  const field = 'spec.activeDeadlineSeconds';
  if (now === undefined) {
    return before === undefined ? [] : [invalid(field, null, 'must not update from a positive integer to nil value')];
  }
  if (Number(now) < 0 || Number(now) > 2 ** 31 - 1) {
    return [invalid(field, now, 'must be between 0 and 2147483647, inclusive')];
  }
  return before !== undefined && Number(before) < Number(now)
    ? [invalid(field, now, 'must be less than or equal to previous value')]
    : [];
}

/** Tolerations are added, and how long they last may change. */
function tolerationsErrors(now: readonly Fields[], before: readonly Fields[]): Errors {
  const bare = ({ tolerationSeconds: _seconds, ...toleration }: Fields): Fields => toleration;
  if (before.every((old) => now.some((each) => equalJson(bare(each), bare(old))))) return [];
  return [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

const gateErrors = (now: readonly Fields[], before: readonly Fields[]): Errors =>
  now.flatMap(({ name }, index) => {
    if (before.some((old) => old.name === name)) return [];
    const text = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbiddenField(`spec.schedulingGates[${index}].name`, text)];
  });

/** A pod that waits at a gate may still be told where not to go. */
function gatedErrors(now: Fields, before: Fields): Errors {
  const [selector, old] = [record(now.nodeSelector), record(before.nodeSelector)];
  const kept = Object.entries(old).every(([key, value]) => selector[key] === value);
  const text = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return [
    ...(kept ? [] : [invalid('spec.nodeSelector', now.nodeSelector ?? null, text)]),
    ...affinityErrors(requiredTerms(now), requiredTerms(before)),
  ];
}

const requiredTerms = ({ affinity }: Fields): readonly Fields[] =>
  records(
    record(record(record(affinity).nodeAffinity).requiredDuringSchedulingIgnoredDuringExecution).nodeSelectorTerms,
  );

function affinityErrors(now: readonly Fields[], before: readonly Fields[]): Errors {
  const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (before.length > 0 && now.length !== before.length) {
    return [invalid(at, now, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  }
  return before.flatMap((old, index) =>
    isExtended(now[index] ?? {}, old)
      ? []
      : [invalid(`${at}[${index}]`, now[index], 'only additions are allowed (no mutations or deletions)')],
  );
}

/** validateNodeSelectorTermHasOnlyAdditions: a term begins as it was; an empty one matches nothing and stays. */
function isExtended(now: Fields, old: Fields): boolean {
  const parts = ['matchExpressions', 'matchFields'] as const;
  if (parts.every((part) => records(old[part]).length === 0)) {
    return parts.every((part) => records(now[part]).length === 0);
  }
  return parts.every((part) => records(old[part]).every((each, index) => equalJson(each, records(now[part])[index])));
}

/** The spec with what may change as it was. */
function fixedParts(spec: Fields, old: Fields, gated: boolean): Fields {
  const negative = Number(old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  return {
    ...spec,
    ...(negative ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds } : {}),
    ...(gated ? { nodeSelector: old.nodeSelector, affinity: withNodeAffinity(spec.affinity, old.affinity) } : {}),
    containers: records(spec.containers).map(withoutImage),
    initContainers: records(spec.initContainers).map(withoutImage),
    ephemeralContainers: records(spec.ephemeralContainers),
    activeDeadlineSeconds: undefined,
    tolerations: undefined,
    schedulingGates: undefined,
  };
}

/** An affinity with the node affinity of the old one; nothing when that leaves it empty. */
function withNodeAffinity(affinity: unknown, old: unknown): unknown {
  const next = { ...record(affinity), nodeAffinity: record(old).nodeAffinity };
  return Object.values(next).every((part) => part === undefined) ? undefined : next;
}

const withoutImage = ({ image: _image, ...container }: Fields): Fields => container;

const mirror = 'kubernetes.io/config.mirror';

/** Ephemeral containers are added, never changed or taken away: ValidatePodEphemeralContainersUpdate. */
export function ephemeralUpdateErrors(next: UnknownObject, old: UnknownObject): Errors {
  if (old.metadata.annotations?.[mirror] !== undefined) {
    return [forbiddenField('', 'static pods do not support ephemeral containers')];
  }
  const now = records(record(next.spec).ephemeralContainers);
  return [
    ...podSpecErrors(next.spec, 'spec'),
    ...records(record(old.spec).ephemeralContainers).flatMap((before) => {
      const found = now.find(({ name }) => name === before.name);
      if (found && equalJson(found, before)) return [];
      const done = found ? 'changed' : 'removed';
      const text = `existing ephemeral containers ${JSON.stringify(before.name)} may not be ${done}\n`;
      return [forbiddenField('spec.ephemeralContainers', text)];
    }),
  ];
}
