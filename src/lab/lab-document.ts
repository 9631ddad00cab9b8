import type { Document, Node, ParsedNode } from 'yaml';
import type { Finding } from '../core/finding.ts';
import { printExcerpt } from './excerpt.ts';
import type { LabProblem } from './lab-problem.ts';
import { aliasProblem, type SyntaxProblem, syntaxProblems } from './lab-syntax.ts';

/** The text of a lab file as data, with the way back from data to lines. */
export interface LabDocument {
  readonly value: unknown;
  /** The problem with file, line, column and excerpt. */
  readonly place: (problem: LabProblem) => Finding;
}

type Yaml = typeof import('yaml');

/** Aliases that may be expanded in one lab file, as the YAML library counts them: more is an attack or a mistake. */
const aliasLimit = 100;

/** Reads the one YAML document of a lab file, or says why it cannot be read. What stands in one of `secretFields` is not shown. */
export async function readLabDocument(
  text: string,
  file: string,
  secretFields: ReadonlySet<string>,
): Promise<{ readonly document?: LabDocument; readonly findings: readonly Finding[] }> {
  const yaml = await import('yaml');
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const counter = new yaml.LineCounter();
  const toLine = linesOf(source, file, counter);
  const isSecret = ({ path }: LabProblem) => path.some((step) => secretFields.has(String(step)));
  const refuse = (...problems: readonly SyntaxProblem[]) => ({
    findings: problems.map(({ offset, ...problem }) => ({ severity: 'error' as const, ...problem, ...toLine(offset) })),
  });
  const documents = yaml.parseAllDocuments(source, { lineCounter: counter, prettyErrors: false, merge: true });
  if ('empty' in documents) return refuse(emptyFile);
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0) return refuse(...syntaxProblems(errors));
  const [document, second] = documents.filter(({ contents }) => !(yaml.isScalar(contents) && contents.value === null));
  if (!document?.contents) return refuse(emptyFile);
  if (second) return refuse({ ...severalDocuments, offset: second.range[0] });
  try {
    const value: unknown = document.toJS({ maxAliasCount: aliasLimit });
    return {
      document: {
        value,
        place: (problem) => placed(problem, toLine(offsetOf(problem, yaml, document), isSecret(problem))),
      },
      findings: [],
    };
  } catch (thrown) {
    return refuse(aliasProblem(thrown, document, yaml));
  }
}

const emptyFile: SyntaxProblem = {
  offset: 0,
  code: 'lab-empty',
  message: 'the lab file is empty',
  hint: 'write one with `gatehouse init`, or start from examples/k3s-homelab/lab.yaml',
};

const severalDocuments = {
  code: 'lab-several-documents',
  message: 'the lab file holds more than one YAML document',
  hint: 'one file describes one lab: remove this document, or move it to a file of its own',
};

type ToLine = (offset: number, secret?: boolean) => Pick<Finding, 'file' | 'line' | 'column' | 'excerpt'>;

function linesOf(source: string, file: string, counter: InstanceType<Yaml['LineCounter']>): ToLine {
  const lines = source.split('\n');
  return (offset, secret) => {
    const { line, col } = counter.linePos(offset);
    // The parser counts no line when there is nothing to read.
    const [row, column] = line === 0 ? [1, 1] : [line, col];
    return { file, line: row, column, excerpt: printExcerpt(lines[row - 1] ?? '', secret) };
  };
}

function placed({ code, severity, message, why, hint, knownBy }: LabProblem, at: ReturnType<ToLine>): Finding {
  return { code, severity, message, ...at, why, hint, ...(knownBy && { knownBy }) };
}

/** Start of the value at the path (or of its key); of the nearest thing above it when it is not written. */
function offsetOf(problem: LabProblem, yaml: Yaml, document: Document.Parsed): number {
  let node: Node | null = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of problem.path.entries()) {
    const next = child(yaml, document, node, step);
    // What is missing at the top belongs after the last field there is.
    if (!next) return depth === 0 && yaml.isMap(node) ? (startOf(node.items.at(-1)?.key as Node) ?? offset) : offset;
    const atKey = problem.atKey && depth === problem.path.length - 1;
    // A mapping or list is best shown by the key it stands under, if it has one.
    const collection = yaml.isMap(next.value) || yaml.isSeq(next.value);
    const [first, second] = atKey || collection ? [next.key, next.value] : [next.value, next.key];
    offset = startOf(first) ?? startOf(second) ?? offset;
    node = next.value;
  }
  return offset;
}

const startOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];

function child(
  yaml: Yaml,
  document: Document.Parsed,
  parent: Node | null,
  step: string | number,
): { key?: ParsedNode; value: Node | null } | undefined {
  const node = yaml.isAlias(parent) ? (parent.resolve(document) ?? null) : parent;
  if (yaml.isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { value: item as Node | null };
  }
  if (!yaml.isMap(node)) return undefined;
  const pair = node.items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === String(step));
  return pair && { key: pair.key as ParsedNode, value: pair.value as Node | null };
}
