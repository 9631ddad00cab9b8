import { GatehouseError } from '../core/errors.ts';
import { compareText, type Finding } from '../core/finding.ts';
import { isJsonObject } from '../kube/json.ts';
import { fingerprintOf } from './fingerprint.ts';

/** Grows when a file of another version could no longer be read as this one. */
const baselineVersion = 1;

/** A finding that is known: what it is told by, and for a reader what it was. */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly code: string;
  readonly object?: string;
  readonly file?: string;
  readonly message: string;
  /** How many of them there are. */
  readonly count: number;
}

/** What a baseline leaves to tell. */
export interface Judged {
  /** The findings that it does not know, in their order. */
  readonly fresh: readonly Finding[];
  /** How many it knows. */
  readonly known: number;
  /** What it knows and is found no longer. */
  readonly gone: readonly KnownFinding[];
}

/** The text of a baseline that knows these findings: JSON, in an order that does not depend on that of the findings. */
export function printBaseline(findings: readonly Finding[]): string {
  const known = new Map<string, KnownFinding>();
  for (const finding of findings) {
    const fingerprint = fingerprintOf(finding);
    const { code, object, file, message } = finding;
    const count = (known.get(fingerprint)?.count ?? 0) + 1;
    const first = known.get(fingerprint) ?? { code, ...(object && { object }), ...(file && { file }), message };
    known.set(fingerprint, { ...first, fingerprint, count });
  }
  const sorted = [...known.values()].sort(
    (a, b) =>
      compareText(a.code, b.code) ||
      compareText(a.object ?? a.file ?? '', b.object ?? b.file ?? '') ||
      compareText(a.fingerprint, b.fingerprint),
  );
  return `${JSON.stringify({ schemaVersion: baselineVersion, findings: sorted }, undefined, 2)}\n`;
}

/** What a baseline knows. Throws a GatehouseError for a text that is none. */
export function parseBaseline(text: string, file: string): readonly KnownFinding[] {
  const value = parseJson(text, file);
  if (!isJsonObject(value) || !Array.isArray(value.findings)) throw noBaseline(file, 'it lists no findings');
  if (value.schemaVersion !== baselineVersion) {
    throw noBaseline(
      file,
      `its schemaVersion is ${JSON.stringify(value.schemaVersion)}, and ${baselineVersion} is read`,
    );
  }
  return value.findings.map((entry: unknown, index) => {
    if (isKnown(entry)) return { ...entry, count: entry.count ?? 1 };
    throw noBaseline(file, `entry ${index + 1} has no fingerprint, code and message`);
  });
}

const isKnown = (entry: unknown): entry is Omit<KnownFinding, 'count'> & { readonly count?: number } =>
  isJsonObject(entry) &&
  ['fingerprint', 'code', 'message'].every((key) => typeof entry[key] === 'string') &&
  (entry.count === undefined || (typeof entry.count === 'number' && entry.count > 0));

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw noBaseline(file, 'it is no JSON', cause);
  }
}

const noBaseline = (file: string, reason: string, cause?: unknown) =>
  new GatehouseError(`${file} is no baseline: ${reason}`, {
    hint: `write it anew: gatehouse check --write-baseline --baseline ${file}`,
    cause,
  });

/** Findings without those that are known; of what is known three times and found four times one is new. */
export function applyBaseline(findings: readonly Finding[], baseline: readonly KnownFinding[]): Judged {
  const left = new Map<string, number>();
  for (const { fingerprint, count } of baseline) left.set(fingerprint, (left.get(fingerprint) ?? 0) + count);
  const fresh = findings.filter((finding) => {
    const fingerprint = fingerprintOf(finding);
    const open = left.get(fingerprint) ?? 0;
    if (open > 0) left.set(fingerprint, open - 1);
    return open === 0;
  });
  const gone = baseline.flatMap((entry) => {
    const count = Math.min(entry.count, left.get(entry.fingerprint) ?? 0);
    left.set(entry.fingerprint, (left.get(entry.fingerprint) ?? 0) - count);
    return count === 0 ? [] : [{ ...entry, count }];
  });
  return { fresh, known: findings.length - fresh.length, gone };
}
