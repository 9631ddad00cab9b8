import { type LoadOptions, loadAll, YAMLException } from 'js-yaml';
import { messageOf } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { runAtOnce, type Steps } from '../core/pause.ts';
import type { Json } from './object.ts';
import { structuralLines } from './yaml-block-scalar.ts';
import { printYamlExcerpt } from './yaml-excerpt.ts';
import { asPrintedFolded } from './yaml-folded-text.ts';
import { inCommonForms } from './yaml-go-forms.ts';
import { flatter, inspectTree } from './yaml-inspect.ts';
import { withOpenEnd } from './yaml-open-end.ts';
import { yamlBoolean, yamlTruth } from './yaml-scalar.ts';
import { goYamlSchema, kustomizeYamlSchema } from './yaml-schema.ts';
import { readSimpleYaml } from './yaml-simple.ts';
import { splitDocuments, type TextPiece } from './yaml-split.ts';

/** One document of a YAML stream. */
export interface YamlDocument {
  readonly value: Json;
  /** 0-based place among all documents of the file; empty ones count. */
  readonly index: number;
  /** 1-based line of its first content. */
  readonly line: number;
}

/** What a YAML text holds, and what is wrong with it. */
export interface YamlReading {
  /** Documents with content, in order. */
  readonly documents: readonly YamlDocument[];
  readonly findings: readonly Finding[];
}

// js-yaml's own limit of 100 is lower than what schemas inside a CRD may need.
const options = {
  'go-yaml-v2': { schema: goYamlSchema, maxDepth: 1000 },
  kustomize: { schema: kustomizeYamlSchema, maxDepth: 1000 },
};

const truths = { 'go-yaml-v2': yamlBoolean, kustomize: yamlTruth };

/** Whose reading of unquoted words counts: kustomize takes `yes`, `no`, `on` and `off` for texts, the others for booleans. */
export type YamlReader = keyof typeof options;

/** Texts longer than this (UTF-16 units) are not read: no manifest is, and etcd holds 1.5 MiB an object. */
export const maxYamlLength = 10 * 1024 * 1024;

/**
 * Reads a stream of YAML documents as the Go tools do (go-yaml v2 scalars, unknown tags ignored, last of duplicate keys wins).
 * Never throws: what cannot be read is a finding at its line, and the other documents are still given.
 */
export const readDocuments = (text: string, file: string, reader: YamlReader = 'go-yaml-v2'): YamlReading =>
  runAtOnce(documentSteps(text, file, reader));

/** Characters of YAML that count as one unit of work. */
const unitLength = 16 * 1024;

/** As {@link readDocuments}, a document a step. */
export function* documentSteps(text: string, file: string, reader: YamlReader = 'go-yaml-v2'): Steps<YamlReading> {
  if (text.length > maxYamlLength) return { documents: [], findings: [tooLarge(text.length, file)] };
  const documents: YamlDocument[] = [];
  const findings: Finding[] = [];
  let index = 0;
  for (const piece of splitDocuments(withOpenEnd(text))) {
    const values = readPiece(piece, file, findings, reader);
    for (const value of values ?? []) {
      if (value !== null) documents.push({ value, index, line: piece.contentLine });
      index += 1;
    }
    if (!values) index += 1;
    yield piece.text.length / unitLength;
  }
  return { documents, findings };
}

function readPiece(
  piece: TextPiece,
  file: string,
  findings: Finding[],
  reader: YamlReader,
): readonly Json[] | undefined {
  const values = readText(piece, file, findings, reader);
  const text = values && reader === 'kustomize' ? asPrintedFolded(piece.text) : piece.text;
  return text === piece.text ? values : readText({ ...piece, text }, file, [], reader);
}

function readText(
  piece: TextPiece,
  file: string,
  findings: Finding[],
  reader: YamlReader,
): readonly Json[] | undefined {
  const simple = readSimpleYaml(piece.text, truths[reader]);
  if (simple !== undefined) return [simple];
  const report = (code: string, message: string, line: number, extra: Partial<Finding> = {}) =>
    findings.push({ code, severity: 'error', message, file, line, ...excerptAt(piece, line), ...extra });
  try {
    return load(piece, report, reader)?.map((value) => {
      const fault = inspectTree(value);
      if (fault) report(fault.code, fault.message, piece.contentLine, { hint: fault.hint });
      return fault ? null : value;
    });
  } catch (thrown) {
    if (thrown instanceof YAMLException) {
      const mark = thrown.mark as YAMLException['mark'] | undefined;
      report(
        thrown.reason.startsWith('nesting exceeded') ? 'yaml-too-deep' : 'yaml-syntax',
        thrown.reason,
        mark ? piece.line + mark.line : piece.line,
        {
          ...(mark && { column: mark.column + 1 }),
          hint: syntaxHint(thrown.reason, mark ? lineOf(piece, piece.line + mark.line) : ''),
        },
      );
    } else if (thrown instanceof RangeError) {
      const why = 'go-yaml refuses nesting beyond 10000';
      report('yaml-too-deep', 'exceeded max depth', piece.contentLine, { why, hint: flatter });
    } else report('yaml-syntax', messageOf(thrown), piece.contentLine, { hint: wellFormed });
    return undefined;
  }
}

type Report = (code: string, message: string, line: number, extra?: Partial<Finding>) => void;

function load(piece: TextPiece, report: Report, reader: YamlReader): readonly Json[] | undefined {
  const version = /^%YAML[ \t]+(?!1\.1\s)\S+/m.exec(piece.text);
  if (version) {
    report('yaml-version', 'found incompatible YAML document', lineAt(piece, version.index), {
      hint: 'remove the directive: the Go tools read YAML 1.1 only',
    });
    return undefined;
  }
  const complex = findComplexKey(piece.text);
  if (complex) {
    report('yaml-complex-key', `invalid map key: ${complex.key}`, lineAt(piece, complex.offset), {
      hint: 'a key must be a scalar; quote template expressions',
    });
    return undefined;
  }
  try {
    return loadForms(piece.text, options[reader]);
  } catch (thrown) {
    if (!(thrown instanceof YAMLException) || thrown.reason !== 'duplicated mapping key') throw thrown;
    const line = piece.line + thrown.mark.line;
    const key = /([^\s:{,]+)\s*:/.exec(lineOf(piece, line).slice(thrown.mark.column))?.[1];
    report('yaml-duplicate-key', `key ${JSON.stringify(key ?? '')} already set in map`, line, {
      column: thrown.mark.column + 1,
      why: 'kustomize and strict decoding refuse it; kubectl keeps the last value (sigs.k8s.io/yaml UnmarshalStrict)',
      hint: 'keep one of the two',
    });
    return loadForms(piece.text, { ...options[reader], json: true });
  }
}

/** What js-yaml reads, or would if it took all forms that go-yaml takes. Throws a YAMLException. */
function loadForms(text: string, how: LoadOptions): readonly Json[] {
  try {
    return loadAll(text, null, how) as Json[];
  } catch (thrown) {
    const common = inCommonForms(text);
    if (common === text) throw thrown;
    return loadAll(common, null, how) as Json[];
  }
}

const complexKey = /^[ \t]*(?:- +)*(?:\? *)?(\[[^\]\n]*\]|\{[^}\n]*\}+) *:(?=\s|$)/m;

/** A key that is a list or a map; lines are told apart only where there may be one. */
function findComplexKey(text: string): { readonly key: string; readonly offset: number } | undefined {
  if (!complexKey.test(text)) return undefined;
  for (const { line, offset } of structuralLines(text)) {
    const key = complexKey.exec(line)?.[1];
    if (key !== undefined) return { key, offset };
  }
  return undefined;
}

const wellFormed = 'mend the line, or the one before it, so that it is YAML: keys of one mapping stand in one column';

/** The next step, by the words of js-yaml. */
const syntaxHints: readonly (readonly [words: string, hint: string])[] = [
  ['null byte', 'the file is not UTF-8 text'],
  ['non-printable', 'the file is not UTF-8 text'],
  ['nesting exceeded', flatter],
  ['indentation', 'indent the line as the other keys of its mapping are'],
  ['implicit mapping pair', 'put a value that holds ": " in quotes, or begin the line with a key and a colon'],
  ['implicit map pair', 'put a value that holds ": " in quotes, or begin the line with a key and a colon'],
  ['implicit key', 'begin the line with a key and a colon, or indent it as part of the value before it'],
  ['unidentified alias', 'put a value that begins with "*" in quotes, or name an anchor that stands above'],
  ['unexpected end of the stream', 'close the quote or the bracket that is open here'],
  ['flow collection', 'close the bracket that is open here, and part its items by commas'],
  ['cannot start any token', 'put a value that begins with a special character in quotes'],
  ['escape sequence', 'use single quotes for a text with backslashes, or double each of them'],
];

function syntaxHint(reason: string, line: string): string {
  if (/^ *\t/.test(line)) return 'indent with spaces, not with tabs';
  const hint = syntaxHints.find(([words]) => reason.includes(words))?.[1];
  if (line.includes('{{') && hint !== syntaxHints[0]![1])
    return 'a template is no YAML: quote the expression or render it first';
  return hint ?? wellFormed;
}

function tooLarge(length: number, file: string): Finding {
  const message = `${(length / 1024 / 1024).toFixed(1)} MiB of YAML: at most 10 are read`;
  const hint = 'split the file: an object of Kubernetes has at most 1.5 MiB';
  return { code: 'yaml-too-large', severity: 'error', message, file, hint };
}

function lineAt(piece: TextPiece, offset: number): number {
  let line = piece.line;
  for (let at = piece.text.indexOf('\n'); at >= 0 && at < offset; at = piece.text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function excerptAt(piece: TextPiece, line: number): { excerpt?: string } {
  const excerpt = printYamlExcerpt(lineOf(piece, line), piece.text);
  return excerpt ? { excerpt } : {};
}

const lineOf = (piece: TextPiece, line: number): string =>
  piece.text.split('\n', line - piece.line + 1)[line - piece.line] ?? '';
