import { equalJson } from '../../../../kube/json.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { forbiddenField, invalid } from '../../api/field-error.ts';
import type { Errors } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';

/** What config maps and secrets share: kubernetes pkg/apis/core/validation/validation.go. */

const keyPattern = /^[-._a-zA-Z0-9]+$/;

const keyText =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** Bytes that the data may have. */
export const mostDataBytes = 1024 * 1024;

/** Keys are names of files. */
export function keyErrors(data: Fields, field: string): Errors {
  return Object.keys(data).flatMap((key) => {
    if (!keyPattern.test(key)) return [invalid(`${field}[${key}]`, key, keyText)];
    if (key === '.' || key === '..') return [invalid(`${field}[${key}]`, key, `must not be '${key}'`)];
    return key.length > 253 ? [invalid(`${field}[${key}]`, key, 'must be no more than 253 characters')] : [];
  });
}

/** Immutable config maps and secrets stay as they are, and immutable. */
export function frozenErrors(next: UnknownObject, old: UnknownObject): Errors {
  if (old.immutable !== true) return [];
  const text = 'field is immutable when `immutable` is set';
  return ['immutable', 'data', 'binaryData']
    .filter((field) => !equalJson(next[field], old[field]))
    .map((field) => forbiddenField(field, text));
}

/** Bytes of letters in all values. */
export const dataSize = (data: Fields): number =>
  Object.values(data).reduce<number>((sum, value) => sum + String(value).length, 0);

/** How many entries a map has. */
export const entriesOf = (record: object | undefined): number => Object.keys(record ?? {}).length;
