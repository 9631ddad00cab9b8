import type { UnknownObject } from '../../../../kube/object.ts';
import type { Secret } from '../../../../kube/types.ts';
import { invalid, required } from '../../api/field-error.ts';
import { metadataErrors } from '../../api/metadata.ts';
import { NotDecodable } from '../../api/refusals.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, immutable, record } from '../shared/checks.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { type Fields, fill } from '../shared/fill.ts';
import { entriesOf, frozenErrors, keyErrors } from './config-data.ts';

/** Plain text becomes data; kubernetes pkg/apis/core/v1/conversion.go. */
function defaultSecret(secret: Fields): Fields {
  const typed = fill(secret, { type: 'Opaque' });
  const { stringData, ...rest } = typed;
  if (stringData === undefined) return typed;
  const encoded = Object.entries((stringData ?? {}) as Record<string, string>).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return { ...rest, data: { ...(rest.data as Fields | undefined), ...Object.fromEntries(encoded) } };
}

/** What each type of secret must hold. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function secretErrors(object: UnknownObject): Errors {
  const data = record(object.data);
  const wrong = Object.keys(data).find((key) => !base64.test(String(data[key] ?? '').replace(/[\r\n]/g, '')));
  if (wrong !== undefined) {
    const at = String(data[wrong]).search(/[^A-Za-z0-9+/]/);
    const why = `illegal base64 data at input byte ${at < 0 ? String(data[wrong]).length : at}`;
    throw new NotDecodable({ kind: 'Secret', version: 'v1' }, why);
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

const secretUpdateErrors = (next: UnknownObject, old: UnknownObject): Errors => [
  ...immutable(next.type, old.type, 'type'),
  ...frozenErrors(next, old),
  ...metadataErrors(next.metadata, 'subdomain'),
  ...secretErrors(next),
];

const columns = tableOf<Secret>('Name, Type, Data, Age', (secret, now) => [
  secret.metadata.name,
  secret.type ?? '',
  entriesOf(secret.data),
  ageOf(secret, now),
]);

/** Whether the values of an object are secret. */
export const isSecret = (object: object): boolean => (object as { readonly kind?: unknown }).kind === 'Secret';

export const kind = {
  table: '/secrets',
  claim: {
    behaviour: 'plain text as data, keys by type, immutability',
    upstream: 'pkg/apis/core/validation/validation.go ValidateSecret',
  },
  columns,
  selectable: ['type'],
  defaults: onTop(defaultSecret),
  validate: secretErrors,
  validateUpdate: secretUpdateErrors,
} satisfies BuiltinKind;
