import { createHash } from 'node:crypto';
import type { Values } from '../src/charts/contract.ts';
import { canonicalText } from '../src/kube/json.ts';
import { type Json, printRef, type UnknownObject } from '../src/kube/object.ts';

/** What helm made of values, as digests: enough to compare with, without its text. */
export interface RecordedCase {
  readonly version: string;
  readonly name: string;
  readonly values: Values;
  /** `Kind/namespace/name` to the digest of the object; CRDs by their names alone. */
  readonly objects?: Readonly<Record<string, string>>;
  readonly definitions?: readonly string[];
  /** Digest of the lines of a refusal, whatever their order. */
  readonly refused?: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Without fields that say nothing: null is what an empty template leaves behind. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}

/** Start-up files of the BGP daemon are long texts that nothing else depends on: the outlines leave them empty. */
export const withoutDaemonFiles = <T extends { kind: string; metadata: { name: string } }>(object: T): T =>
  object.kind === 'ConfigMap' && object.metadata.name.endsWith('frr-startup') ? { ...object, data: {} } : object;

export const isDefinition = ({ kind }: { readonly kind: string }): boolean => kind === 'CustomResourceDefinition';

/** Digests of objects by reference, CRDs left out. */
export const digestsOf = (objects: readonly UnknownObject[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    objects
      .filter((object) => !isDefinition(object))
      .map(withoutDaemonFiles)
      .map((object) => [printRef(object), sha256(canonicalText(withoutNulls(object) as Json))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The lines of a refusal in order of text: helm prints those of one schema error in any order. */
export const refusalLines = (text: string): readonly string[] =>
  text
    .replace(/^level=.*\n/gm, '')
    .replace(/^Error: /m, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Use --debug'))
    .sort();

export const digestOfRefusal = (text: string): string => sha256(refusalLines(text).join('\n'));
