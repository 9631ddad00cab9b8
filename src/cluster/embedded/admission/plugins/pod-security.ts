import type { UnknownObject } from '../../../../kube/object.ts';
import { type FieldError, invalid, invalidObject } from '../../api/field-error.ts';
import { forbidden } from '../../api/refusals.ts';
import type { ApiState, WriteRequest } from '../../api/state.ts';
import { kind as namespaces } from '../../kinds/core/namespace.ts';
import { kind as pods } from '../../kinds/core/pod.ts';
import { type Errors, record, records } from '../../kinds/shared/checks.ts';
import type { Fields } from '../../kinds/shared/fill.ts';
import type { AdmissionPlugin, AdmissionWrite } from '../admission-plugin.ts';
import { type Breach, breachesOf } from '../pod-security-checks.ts';

const prefix = 'pod-security.kubernetes.io/';
const levels = ['privileged', 'baseline', 'restricted'];
const versionPattern = /^(?:latest|v1\.\d+)$/;

/** A level at a version of its rules; how it is printed. */
interface Policy {
  readonly level: string;
  readonly text: string;
}

type Labels = Readonly<Record<string, string>> | undefined;

function policyOf(labels: Labels, mode: string): Policy | undefined {
  const level = labels?.[`${prefix}${mode}`];
  if (level === undefined) return undefined;
  const version = labels?.[`${prefix}${mode}-version`] ?? 'latest';
  // A level that cannot be read counts as the strictest.
  const read = levels.includes(level) ? level : 'restricted';
  return { level: read, text: `${read}:${version}` };
}

const detailOf = (breaches: readonly Breach[]): string =>
  breaches.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');

const labelsOf = (state: ApiState, namespace: string): Labels =>
  state.store.get(namespaces.table, '', namespace)?.metadata.labels;

/** Nothing is asked of a namespace without such labels: the common case must cost nothing. */
const isWatched = (labels: Labels): boolean => {
  for (const key in labels) if (key.startsWith(prefix)) return true;
  return false;
};

function warnOf(labels: Labels, spec: Fields, warn: WriteRequest['warn']): void {
  const policy = policyOf(labels, 'warn') ?? policyOf(labels, 'enforce');
  if (!policy || !warn) return;
  const breaches = breachesOf(policy.level, spec);
  if (breaches.length > 0) warn(`would violate PodSecurity "${policy.text}": ${detailOf(breaches)}`);
}

/** Refuses a pod that its namespace's level forbids, or warns of it: pod-security-admission admission/admission.go EvaluatePod. */
function enforcePodSecurity(pod: UnknownObject, { resource, state, request }: AdmissionWrite): void {
  const labels = labelsOf(state, pod.metadata.namespace ?? '');
  if (!isWatched(labels)) return;
  const spec = record(pod.spec);
  const enforced = policyOf(labels, 'enforce');
  const breaches = enforced ? breachesOf(enforced.level, spec) : [];
  if (enforced && breaches.length > 0) {
    const why = `violates PodSecurity "${enforced.text}": ${detailOf(breaches)}`;
    throw forbidden(resource, pod.metadata.name, why);
  }
  warnOf(labels, spec, request.warn);
}

/** Whether an update is looked at again: it brings an image or a container. admission.go isSignificantPodUpdate */
export function isSignificantUpdate(next: UnknownObject, old: UnknownObject): boolean {
  const [now, before] = [record(next.spec), record(old.spec)];
  const own = ['containers', 'initContainers'].some((list) => {
    const [after, containers] = [records(now[list]), records(before[list])];
    return after.length !== containers.length || after.some(({ image }, index) => image !== containers[index]?.image);
  });
  const known = records(before.ephemeralContainers);
  return (
    own ||
    records(now.ephemeralContainers).some(
      ({ name, image }) => !known.some((each) => each.name === name && each.image === image),
    )
  );
}

/** What makes pods is not refused, only warned about. */
function warnOfTemplate({ resource, object, state, request }: AdmissionWrite): void {
  const path = request.warn && resource.own.podTemplate;
  if (!path || request.subresource) return;
  const labels = labelsOf(state, object.metadata.namespace ?? '');
  if (!isWatched(labels)) return;
  const spec = path.reduce<unknown>((at, field) => record(at)[field], object);
  warnOf(labels, record(spec), request.warn);
}

/** Faults of the labels of a namespace. */
function podSecurityLabelErrors(namespace: UnknownObject): Errors {
  const errors: FieldError[] = [];
  const { labels } = namespace.metadata;
  for (const mode of ['enforce', 'audit', 'warn']) {
    const level = labels?.[`${prefix}${mode}`];
    if (level !== undefined && !levels.includes(level)) {
      errors.push(invalid(`metadata.labels[${prefix}${mode}]`, level, `must be one of ${levels.join(', ')}`));
    }
    const version = labels?.[`${prefix}${mode}-version`];
    if (version !== undefined && !versionPattern.test(version)) {
      errors.push(invalid(`metadata.labels[${prefix}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
    }
  }
  return errors;
}

/** Warns of pods that a raised level would refuse: they stay as they are. */
function warnOfExistingPods(next: UnknownObject, old: UnknownObject, { state, request }: AdmissionWrite): void {
  const policy = policyOf(next.metadata.labels, 'enforce');
  if (!policy || !request.warn || policy.text === policyOf(old.metadata.labels, 'enforce')?.text) return;
  const { name } = next.metadata;
  const groups = new Map<string, string[]>();
  for (const pod of state.store.table(pods.table).list(name)) {
    const reasons = breachesOf(policy.level, record(pod.spec)).map(({ reason }) => reason);
    if (reasons.length > 0)
      groups.set(reasons.join(', '), [...(groups.get(reasons.join(', ')) ?? []), pod.metadata.name]);
  }
  if (groups.size === 0) return;
  request.warn(`existing pods in namespace "${name}" violate the new PodSecurity enforce level "${policy.text}"`);
  for (const [reasons, [first, ...others]] of groups) {
    const more = others.length === 0 ? '' : ` (and ${others.length} other pod${others.length === 1 ? '' : 's'})`;
    request.warn(`${first}${more}: ${reasons}`);
  }
}

/** Parts of a pod that put containers into it. */
const partsWithContainers: readonly unknown[] = [undefined, 'ephemeralcontainers', 'resize'];

function lookAtPod(write: AdmissionWrite): void {
  const { object, old, request } = write;
  if (!partsWithContainers.includes(request.subresource)) return;
  if (!old || isSignificantUpdate(object, old)) enforcePodSecurity(object, write);
}

/** Labels that say nothing are refused when they are new; a raised level is warned of. */
function lookAtNamespace(write: AdmissionWrite): void {
  const { resource, object, old, request } = write;
  if (request.subresource) return;
  const errors = podSecurityLabelErrors(object);
  if (errors.length > 0) throw invalidObject(resource, object.metadata.name, errors);
  if (old) warnOfExistingPods(object, old, write);
}

/** pod-security-admission admission/admission.go Validate */
export const podSecurity = {
  name: 'PodSecurity',
  validate: (write) => {
    const { table } = write.resource;
    if (table === pods.table) lookAtPod(write);
    else if (table === namespaces.table) lookAtNamespace(write);
    else warnOfTemplate(write);
  },
} satisfies AdmissionPlugin;
