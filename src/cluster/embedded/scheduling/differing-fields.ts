import { printJson } from '../../../kube/wide-json.ts';
import { isSecret } from '../kinds/core/secret.ts';

/** A field that two versions of an object hold differently, each as JSON, cut short; empty where it is not there. */
export interface DifferingField {
  /** e.g. `spec.dnsNames[0]`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What every write changes, and what nobody reads. */
const ignored = new Set(['metadata.resourceVersion', 'metadata.generation', 'metadata.managedFields']);

/** The fields in which two versions of an object differ, in order of path. Of a Secret only the paths are told. */
export function differingFields(before: object, after: object): readonly DifferingField[] {
  const hidden = isSecret(after);
  const found: DifferingField[] = [];
  compare(before, after, '', (path, one, other) => {
    const print = hidden && !path.startsWith('metadata.') ? () => '' : printShort;
    found.push({ path, before: print(one), after: print(other) });
  });
  return found;
}

type OnDifference = (path: string, before: unknown, after: unknown) => void;

function compare(before: unknown, after: unknown, path: string, onDifference: OnDifference): void {
  if (ignored.has(path) || Object.is(before, after)) return;
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    for (const key of keys) compare(before[key], after[key], path === '' ? key : `${path}.${key}`, onDifference);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    for (let at = 0; at < length; at++) compare(before[at], after[at], `${path}[${at}]`, onDifference);
  } else onDifference(path, before, after);
}

const longest = 60;

function printShort(value: unknown): string {
  if (value === undefined) return '';
  const text = printJson(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
