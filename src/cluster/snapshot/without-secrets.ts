import { isJsonObject, type JsonObject, withoutFields } from '../../kube/json.ts';
import { groupOf, type Json, type ObjectMeta, type UnknownObject } from '../../kube/object.ts';
import { hideInText, isSecretVariable, looksMadeUp, referring, untold, untoldSecret } from './secret-texts.ts';

const untoldData = Buffer.from(untoldSecret).toString('base64');

/** Fields of the same kind: one that only says `secret` mostly names a Secret. */
const secretField =
  /passw(or)?d$|passphrase$|token$|api_?-?key$|private_?-?key$|access_?-?key(_?-?id)?$|credentials?$|secret_?-?key$|(client|app|hmac|jwt|shared|session|cookie|encryption)_?-?secret$/i;
const isSecretField = (name: string, value: string): boolean =>
  secretField.test(name) ||
  // As variables are named, in maps of them.
  (/^[A-Z][A-Z0-9_]+$/.test(name) && isSecretVariable(name)) ||
  (/secrets?$|(^|[_-])key$|auth$/i.test(name) && !referring.test(name) && looksMadeUp(value));

/** The object without secret values, and of who manages which field only those that apply. The same input gives the same output. */
export function withoutSecrets(object: UnknownObject): UnknownObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  const isSecret = kind === 'Secret' && groupOf(apiVersion) === '';
  const told = isSecret ? hideData(rest as JsonObject) : (hideValues(rest as JsonObject) as JsonObject);
  const { annotations, ...others } = withoutFields(metadata, ['managedFields']);
  const kept = annotations && keptAnnotations(annotations, isSecret);
  const managedFields = appliersIn(metadata);
  return {
    apiVersion,
    kind,
    metadata: { ...others, ...(kept && { annotations: kept }), ...(managedFields && { managedFields }) },
    ...told,
  };
}

/** Who applied which fields: by them it is told what was applied, and what the API server and controllers have filled in. */
function appliersIn({ managedFields = [] }: ObjectMeta): ObjectMeta['managedFields'] {
  const kept = managedFields.filter(({ operation, subresource }) => operation === 'Apply' && !subresource);
  return kept.length === 0 ? undefined : kept.map((entry) => withoutFields(entry, ['time']));
}

/** Annotations that repeat the object as it was applied, with all that is in it. */
const copies = /last-applied-configuration$|^objectset\.rio\.cattle\.io\/applied$|last-applied-hash$/;

function keptAnnotations(annotations: Readonly<Record<string, string>>, isSecret: boolean) {
  // Those of a Secret may hold what is in it, in whatever form.
  const isCopy = (name: string, value: string) =>
    copies.test(name) || (isSecret && (value.includes('{') || value.length > 256));
  const kept = Object.entries(annotations).filter(([name, value]) => !isCopy(name, value));
  if (kept.length === 0) return undefined;
  return Object.fromEntries(kept.map(([name, value]) => [name, isSecretVariable(name) ? untold : hideInText(value)]));
}

function hideData(secret: JsonObject): JsonObject {
  const hide = (values: Json | undefined, marker: string) =>
    isJsonObject(values)
      ? Object.fromEntries(Object.entries(values).map(([key, value]) => [key, isPublic(key, value) ? value : marker]))
      : values;
  const fields = Object.entries(secret).map(([name, value]): [string, Json] => {
    if (name === 'data') return [name, hide(value, untoldData) ?? null];
    return name === 'stringData' ? [name, hide(value, untoldSecret) ?? null] : [name, value];
  });
  return Object.fromEntries(fields);
}

/** Certificates are shown to whoever connects; a key beside one is none. */
function isPublic(key: string, value: Json): boolean {
  if (!key.endsWith('.crt') || typeof value !== 'string') return false;
  const text = Buffer.from(value, 'base64').toString('latin1');
  return text.startsWith('-----BEGIN CERTIFICATE-----') && !/PRIVATE KEY/.test(text);
}

/** Texts whose names look secret are hidden wherever they stand; what refers to a Secret stays. */
function hideValues(value: Json, name = ''): Json {
  if (typeof value === 'string') return value !== '' && isSecretField(name, value) ? untold : hideInText(value);
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item) => hideValues(item, typeof item === 'string' ? name : ''));
  if (!isJsonObject(value)) return value;
  // `{ name: PASSWORD, value: … }`, as variables of containers and parameters of charts are written.
  const named = typeof value.name === 'string' && typeof value.value === 'string' && isSecretVariable(value.name);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, Json] => [
      key,
      named && key === 'value' ? untold : hideValues(inner, key),
    ]),
  );
}
