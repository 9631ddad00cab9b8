import { untoldSecret } from '../cluster/snapshot/secret-texts.ts';
import { isJsonObject } from '../kube/json.ts';
import { groupOf, type Json, type UnknownObject } from '../kube/object.ts';
import { isSealed } from '../kube/sealed.ts';

/** What stands for a value that nobody is shown. */
export const hiddenValue = '***';
/** What stands for a value that only a key decrypts. */
export const encryptedValue = '<encrypted>';
/** What stands for a value that was never read: it was left out of a snapshot. */
export const leftOutValue = '<left out of the snapshot>';

const shownFor = (sealed: string): string => (sealed === untoldSecret ? leftOutValue : encryptedValue);

/**
 * An object as it may be shown: the values of a Secret hidden, unless those that stand in clear are wanted. What only a key decrypts is never
 * shown, whatever object holds it. The object itself where there is nothing to hide.
 */
export function hideSecrets(object: UnknownObject, options: { readonly inClear?: boolean } = {}): UnknownObject {
  const hidden = isSecret(object) ? hideData(object, options.inClear === true) : object;
  return hideSealed(hidden as Json) as UnknownObject;
}

const isSecret = ({ apiVersion, kind }: UnknownObject): boolean => kind === 'Secret' && groupOf(apiVersion) === '';

function hideData(object: UnknownObject, inClear: boolean): UnknownObject {
  const { data, stringData } = object;
  const shown = (value: Json): Json => {
    const bare = typeof value === 'string' ? Buffer.from(value, 'base64').toString('latin1') : '';
    if (isSealed(bare)) return shownFor(bare);
    return inClear || (typeof value === 'string' && isSealed(value)) ? value : hiddenValue;
  };
  const all = (values: unknown) =>
    isJsonObject(values)
      ? Object.fromEntries(Object.entries(values).map(([key, value]) => [key, shown(value)]))
      : values;
  const { 'kubectl.kubernetes.io/last-applied-configuration': applied, ...annotations } =
    object.metadata.annotations ?? {};
  return {
    ...object,
    ...(applied !== undefined && { metadata: { ...object.metadata, annotations } }),
    ...(data !== undefined && { data: all(data) }),
    ...(stringData !== undefined && { stringData: all(stringData) }),
  };
}

/** The same value where nothing in it is encrypted. */
function hideSealed(value: Json): Json {
  if (typeof value === 'string') return isSealed(value) ? shownFor(value) : value;
  if (Array.isArray(value)) {
    const next = (value as readonly Json[]).map(hideSealed);
    return next.every((item, i) => item === (value as readonly Json[])[i]) ? value : next;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, hideSealed(inner)] as const);
  return entries.every(([key, inner]) => inner === value[key]) ? value : Object.fromEntries(entries);
}
