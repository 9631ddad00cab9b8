import { equalJson } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { forbiddenField, invalid, required, tooLong } from '../api/field-error.ts';
import { metadataErrors } from '../api/metadata.ts';
import { refusal } from '../api/refusals.ts';
import { type ApiState, type KindRules, timestamp, type WriteRequest } from '../api/state.ts';
import { defaultsOfKinds, firstStatuses } from './kind-defaults.ts';
import { type Errors, type Fields, immutable, record, records } from './validation/checks.ts';

const withFinalizer = (object: UnknownObject, finalizer: string): UnknownObject => {
  const { finalizers = [] } = object.metadata;
  if (finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
};

const isDefault = (annotation: string) => (object: UnknownObject) =>
  object.metadata.annotations?.[annotation] === 'true';

/** The newest of the objects marked as default, by name among equals. */
function defaultOf(state: ApiState, table: string, annotation: string): UnknownObject | undefined {
  const marked = state.store.table(table).list().filter(isDefault(annotation));
  const newest = (a: UnknownObject, b: UnknownObject) =>
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
  return [...marked].sort(newest)[0];
}

const classAnnotation = 'kubernetes.io/ingress.class';

/** kubernetes pkg/registry/networking/ingress/strategy.go WarningsOnCreate */
export function warnOfOldClass({ metadata }: UnknownObject, { warn }: WriteRequest): void {
  if (metadata.annotations?.[classAnnotation] === undefined) return;
  warn?.(`annotation ${JSON.stringify(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`);
}

/** plugin/pkg/admission/network/defaultingressclass */
export function withIngressClass(ingress: UnknownObject, state: ApiState): UnknownObject {
  const spec = record(ingress.spec);
  if (spec.ingressClassName !== undefined || ingress.metadata.annotations?.[classAnnotation] !== undefined)
    return ingress;
  const found = defaultOf(state, 'networking.k8s.io/ingressclasses', 'ingressclass.kubernetes.io/is-default-class');
  return found ? { ...ingress, spec: { ...spec, ingressClassName: found.metadata.name } } : ingress;
}

/** plugin/pkg/admission/storage/{storageclass/setdefault,storageobjectinuseprotection} */
export function withStorageClass(claim: UnknownObject, state: ApiState): UnknownObject {
  const guarded = withFinalizer(claim, 'kubernetes.io/pvc-protection');
  const spec = record(claim.spec);
  if (spec.storageClassName !== undefined) return guarded;
  const found = defaultOf(state, 'storage.k8s.io/storageclasses', 'storageclass.kubernetes.io/is-default-class');
  return found ? { ...guarded, spec: { ...spec, storageClassName: found.metadata.name } } : guarded;
}

export function withVolumeProtection(volume: UnknownObject, state: ApiState): UnknownObject {
  const status = { ...record(volume.status), lastPhaseTransitionTime: timestamp(state.now()) };
  return withFinalizer({ ...volume, status }, 'kubernetes.io/pv-protection');
}

const templateGeneration = 'deprecated.daemonset.template.generation';

/** Counts the templates of a daemon set: kubernetes pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/conversion.go. */
export function withTemplateGeneration(next: UnknownObject, old: UnknownObject | undefined): UnknownObject {
  const before = Number(old?.metadata.annotations?.[templateGeneration] ?? 0);
  const same = old !== undefined && equalJson(record(next.spec).template, record(old.spec).template);
  const annotations = { ...next.metadata.annotations, [templateGeneration]: String(same ? before : before + 1) };
  return { ...next, metadata: { ...next.metadata, annotations } };
}

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A node is tainted until it is known to be ready: plugin/pkg/admission/nodetaint. */
export function withNotReadyTaint(node: UnknownObject): UnknownObject {
  const spec = record(node.spec);
  const taints = records(spec.taints);
  if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return node;
  return { ...node, spec: { ...spec, taints: [...taints, notReady] } };
}

/** A job picks its pods by its own uid: kubernetes pkg/registry/batch/job/strategy.go generateSelector. */
export function withJobSelector(job: UnknownObject): UnknownObject {
  const spec = record(job.spec);
  if (spec.manualSelector === true) return job;
  const { uid = '', name } = job.metadata;
  const template = record(spec.template);
  const metadata = record(template.metadata);
  const added = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  const labels = { ...record(metadata.labels), ...added };
  // Jobs themselves get the labels of their pods when they bring none.
  const own = job.metadata.labels ? job.metadata : { ...job.metadata, labels: added };
  const filled = { ...spec, selector, template: { ...template, metadata: { ...metadata, labels } } };
  return { ...job, metadata: own, spec: filled };
}

const keyPattern = /^[-._a-zA-Z0-9]+$/;
const keyText =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const mostBytes = 1024 * 1024;

function keyErrors(data: Fields, field: string): Errors {
  return Object.keys(data).flatMap((key) => {
    if (!keyPattern.test(key)) return [invalid(`${field}[${key}]`, key, keyText)];
    if (key === '.' || key === '..') return [invalid(`${field}[${key}]`, key, `must not be '${key}'`)];
    return key.length > 253 ? [invalid(`${field}[${key}]`, key, 'must be no more than 253 characters')] : [];
  });
}

const sizeOf = (data: Fields): number =>
  Object.values(data).reduce<number>((sum, value) => sum + String(value).length, 0);

/** Config maps and secrets: kubernetes pkg/apis/core/validation/validation.go. */
export function configMapErrors(object: UnknownObject): Errors {
  const [data, binary] = [record(object.data), record(object.binaryData)];
  const both = Object.keys(binary).filter((key) => key in data);
  const large = sizeOf(data) + sizeOf(binary) > mostBytes;
  return [
    ...keyErrors(data, 'data'),
    ...keyErrors(binary, 'binaryData'),
    ...both.map((key) => invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...(large ? [tooLong('', mostBytes)] : []),
  ];
}

/** What each type of secret must hold. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function secretErrors(object: UnknownObject): Errors {
  const data = record(object.data);
  const wrong = Object.keys(data).find((key) => !base64.test(String(data[key] ?? '').replace(/[\r\n]/g, '')));
  if (wrong !== undefined) {
    const text = 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte';
    const at = String(data[wrong]).search(/[^A-Za-z0-9+/]/);
    throw refusal(400, 'BadRequest', `${text} ${at < 0 ? String(data[wrong]).length : at}`);
  }
  const missing = (requiredKeys[String(object.type)] ?? []).filter((key) => data[key] === undefined);
  return [
    ...keyErrors(data, 'data'),
    ...missing.map((key) => required(`data[${key}]`)),
    ...loginErrors(String(object.type), data),
    ...dockerErrors(String(object.type), data),
  ];
}

/** A login has a name or a password. */
function loginErrors(type: string, data: Fields): Errors {
  if (type !== 'kubernetes.io/basic-auth' || data.username !== undefined || data.password !== undefined) return [];
  return [required('data[username]'), required('data[password]')];
}

const dockerFiles: Readonly<Record<string, string>> = {
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
  'kubernetes.io/dockercfg': '.dockercfg',
};

function dockerErrors(type: string, data: Fields): Errors {
  const key = dockerFiles[type];
  if (key === undefined || data[key] === undefined) return [];
  const text = Buffer.from(String(data[key]), 'base64').toString();
  try {
    JSON.parse(text);
    return [];
  } catch {
    return [invalid(`data[${key}]`, '<secret contents redacted>', jsonFault(text))];
  }
}

/** How Go's JSON reader says that a text does not begin as JSON does. */
function jsonFault(text: string): string {
  const literal = ['null', 'true', 'false'].find((word) => word[0] === text[0]);
  if (!literal) return `invalid character '${text[0] ?? ''}' looking for beginning of value`;
  const at = [...text].findIndex((character, index) => character !== literal[index]);
  const found = text[at];
  return found === undefined || at < 0
    ? 'unexpected end of JSON input'
    : `invalid character '${found}' in literal ${literal} (expecting '${literal[at]}')`;
}

/** Immutable config maps and secrets stay as they are, and immutable. */
function frozenErrors(next: UnknownObject, old: UnknownObject): Errors {
  if (old.immutable !== true) return [];
  const text = 'field is immutable when `immutable` is set';
  return ['immutable', 'data', 'binaryData']
    .filter((field) => !equalJson(next[field], old[field]))
    .map((field) => forbiddenField(field, text));
}

export const configMapUpdateErrors = (next: UnknownObject, old: UnknownObject): Errors => [
  ...metadataErrors(next.metadata, 'subdomain'),
  ...configMapErrors(next),
  ...frozenErrors(next, old),
];

export const secretUpdateErrors = (next: UnknownObject, old: UnknownObject): Errors => [
  ...immutable(next.type, old.type, 'type'),
  ...frozenErrors(next, old),
  ...metadataErrors(next.metadata, 'subdomain'),
  ...secretErrors(next),
];

/** Rules of a kind that has only defaults and a first status. */
export const plainRules = (table: string): KindRules => ({
  defaults: defaultsOfKinds[table],
  ...(table in firstStatuses ? { firstStatus: () => firstStatuses[table] } : {}),
});
