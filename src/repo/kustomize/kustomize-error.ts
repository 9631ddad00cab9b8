import type { Finding } from '../../core/finding.ts';

interface ErrorDetails {
  readonly file?: string;
  readonly line?: number;
  readonly findings?: readonly Finding[];
  readonly knownBy?: string;
  readonly malformed?: boolean;
  readonly lacks?: string | undefined;
  readonly plugin?: string | undefined;
}

/** A build that kustomize refuses: its message, and where in the repository the cause stands. */
export class KustomizeError extends Error {
  readonly file: string | undefined;
  readonly line: number | undefined;
  /** Findings of the file that could not be read, with their positions. */
  readonly findings: readonly Finding[];
  /** What would make the build known, where kustomize may well succeed and only this one cannot follow it. */
  readonly knownBy: string | undefined;

  /** File that it needs and that is not there. */
  readonly lacks: string | undefined;

  /** Plugin that would be run where the owner allows it: Flux and kubectl run none. */
  readonly plugin: string | undefined;

  /** A file that is there is no YAML: nothing else is tried in its place. */
  readonly malformed: boolean;

  constructor(message: string, where: ErrorDetails = {}) {
    super(message);
    this.name = 'KustomizeError';
    this.file = where.file;
    this.line = where.line;
    this.findings = where.findings ?? [];
    this.knownBy = where.knownBy;
    this.malformed = where.malformed ?? false;
    this.lacks = where.lacks;
    this.plugin = where.plugin;
  }
}

/** The same refusal with words before it. */
export function prefixError(prefix: string, thrown: unknown): KustomizeError {
  if (thrown instanceof KustomizeError) return new KustomizeError(`${prefix}: ${thrown.message}`, thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new KustomizeError(`${prefix}: ${message}`);
}
