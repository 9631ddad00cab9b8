import { equalJson } from '../../../../kube/json.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../api/field-error.ts';
import { nameFaults } from '../../api/metadata.ts';
import type { Fields } from './fill.ts';

/** What is wrong; empty when nothing is. */
export type Errors = readonly FieldError[];

/** The value as a record; an empty one when it is none. */
export const record = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The value as a list of records. */
export const records = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(record) : []);

/** The value as a list of texts. */
export const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** What is said of an address that is none. */
export const addressText = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** A number, where there is one, that is not below zero. */
export const nonNegative = (value: unknown, field: string): Errors =>
  (typeof value === 'number' || typeof value === 'bigint') && value < 0
    ? [invalid(field, value, 'must be greater than or equal to 0')]
    : [];

/** A value that stays. */
export const immutable = (next: unknown, old: unknown, field: string): Errors =>
  equalJson(next, old) ? [] : [invalid(field, next ?? null, 'field is immutable')];

/** Required, and one of the values; upstream lists them sorted. */
export function oneOf(value: unknown, supported: readonly string[], field: string): Errors {
  if (value === undefined || value === '') return [required(field)];
  return supported.includes(String(value)) ? [] : [notSupported(field, value, supported)];
}

/** A port of the network: apimachinery pkg/util/validation IsValidPortNum. */
export const portNumber = (value: unknown, field: string): Errors =>
  typeof value === 'number' && value >= 1 && value <= 65_535
    ? []
    : [invalid(field, value ?? 0, 'must be between 1 and 65535, inclusive')];

/** A DNS label. */
export const labelName = (value: unknown, field: string): Errors =>
  nameFaults(String(value), 'label').map((text) => invalid(field, value, text));

/** A DNS subdomain. */
export const subdomain = (value: unknown, field: string): Errors =>
  nameFaults(String(value), 'subdomain').map((text) => invalid(field, value, text));

/** IANA service names: apimachinery pkg/util/validation IsValidPortName. */
export function portName(value: string, field: string): Errors {
  const faults: string[] = [];
  if (value.length > 15) faults.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value))
    faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) faults.push('must contain at least one letter (a-z)');
  if (value.includes('--')) faults.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) faults.push('must not begin or end with a hyphen');
  return faults.map((text) => invalid(field, value, text));
}

/** A port by number or name. */
export const portReference = (value: unknown, field: string): Errors =>
  typeof value === 'string' ? portName(value, field) : portNumber(value, field);

/** Duplicates of names already seen; remembers what it sees. */
export function unique(seen: Set<string>, value: string, field: string): Errors {
  if (seen.has(value)) return [duplicate(field, value)];
  seen.add(value);
  return [];
}

const percent = /^[0-9]+%$/;

/** A count or a percentage: kubernetes pkg/apis/apps/validation ValidatePositiveIntOrPercent. */
export function countOrPercent(value: unknown, field: string): Errors {
  if (typeof value === 'number') return nonNegative(value, field);
  if (typeof value !== 'string' || percent.test(value)) return [];
  const text =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  return [invalid(field, value, text)];
}

/** A percentage, where it is one, of at most the whole. */
export const notMoreThanAll = (value: unknown, field: string): Errors =>
  typeof value === 'string' && percent.test(value) && Number.parseInt(value, 10) > 100
    ? [invalid(field, value, 'must not be greater than 100%')]
    : [];

/** The number in a count or a percentage; 0 when there is none. */
export const amountOf = (value: unknown): number => Number.parseInt(String(value ?? 0), 10) || 0;
