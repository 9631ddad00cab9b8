import type { Document, Node, ParsedNode, YAMLError } from 'yaml';
import type { Finding } from '../core/finding.ts';
import { printExcerpt } from './excerpt.ts';
import type { LabProblem } from './lab-problem.ts';

/** The text of a lab file as data, with the way back from data to lines. */
export interface LabDocument {
  readonly value: unknown;
  /** The problem with file, line, column and excerpt. */
  readonly place: (problem: LabProblem) => Finding;
}

type Yaml = typeof import('yaml');

/** Aliases that may be expanded in one lab file, as counted by the YAML library: more is an attack or a mistake. */
const aliasLimit = 100;

/** Reads the one YAML document of a lab file, or says why it cannot be read. */
export async function readLabDocument(
  text: string,
  file: string,
): Promise<{ readonly document?: LabDocument; readonly findings: readonly Finding[] }> {
  const yaml = await import('yaml');
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = source.split('\n');
  const refuse = (finding: FindingAt) => ({ findings: [printAt(finding, lines, file)] });
  const counter = new yaml.LineCounter();
  try {
    const documents = yaml.parseAllDocuments(source, { lineCounter: counter, prettyErrors: false, merge: true });
    if ('empty' in documents) return refuse(emptyFile);
    const errors = documents.flatMap((document) => document.errors);
    if (errors.length > 0) {
      return {
        findings: syntaxErrors(errors).map((e) => printAt({ ...e, ...counter.linePos(e.offset) }, lines, file)),
      };
    }
    const filled = documents.filter((document) => document.contents !== null && !isNull(yaml, document.contents));
    const document = filled[0];
    if (!document) return refuse(emptyFile);
    const second = filled[1];
    if (second) return refuse({ ...severalDocuments, ...counter.linePos(second.range[0]) });
    const value: unknown = document.toJS({ maxAliasCount: aliasLimit });
    return {
      document: { value, place: (problem) => place(problem, yaml, document, counter, lines, file) },
      findings: [],
    };
  } catch (thrown) {
    return refuse(unreadable(thrown, source, yaml));
  }
}

interface FindingAt extends Omit<Finding, 'file' | 'severity'> {
  readonly col?: number;
}

const emptyFile: FindingAt = {
  code: 'lab-empty',
  message: 'the lab file is empty',
  line: 1,
  col: 1,
  hint: 'write one with `gatehouse init`, or start from examples/k3s-homelab/lab.yaml',
};

const severalDocuments: FindingAt = {
  code: 'lab-several-documents',
  message: 'the lab file holds more than one YAML document',
  hint: 'one file describes one lab: remove this document, or move it to a file of its own',
};

const isNull = (yaml: Yaml, node: unknown) => yaml.isScalar(node) && node.value === null;

/** Every duplicate key, but of other errors only the first: what follows it is guesswork of the parser. */
function syntaxErrors(errors: readonly YAMLError[]): (FindingAt & { offset: number })[] {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const first = sorted.find((error) => error.code !== 'DUPLICATE_KEY');
  const chosen = first ? [first] : sorted;
  return chosen.map((error) => ({ ...describeSyntax(error), offset: error.pos[0] }));
}

function describeSyntax(error: YAMLError): FindingAt {
  if (error.code === 'DUPLICATE_KEY') {
    return {
      code: 'lab-duplicate-key',
      message: 'this key stands twice in the same mapping',
      hint: 'keep one of them: which one counts differs from reader to reader',
    };
  }
  if (error.code === 'TAB_AS_INDENT' || /\btabs?\b/i.test(error.message)) {
    return {
      code: 'lab-tab',
      message: 'a tab is used for indentation',
      hint: 'indent with spaces: YAML allows no tabs here',
    };
  }
  return {
    code: 'lab-syntax',
    message: `not valid YAML: ${error.message.split('\n')[0]}`,
    hint: syntaxHint(error.code),
  };
}

function syntaxHint(code: string): string {
  if (code === 'BAD_INDENT') return 'line it up with its neighbours';
  if (code === 'MISSING_CHAR') return 'close the quote or the bracket that is still open';
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'put the text in quotes, or check the indentation';
  return 'check indentation, colons and quotes here and on the line above';
}

function unreadable(thrown: unknown, source: string, yaml: Yaml): FindingAt {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const alias = new RegExp(/(^|[\s[{,:-])\*[^\s,\]}]+/m).exec(source);
  const counter = new yaml.LineCounter();
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  counter.lineStarts.unshift(0);
  const position = alias ? counter.linePos(alias.index + alias[1]!.length) : { line: 1, col: 1 };
  if (message.startsWith('Excessive alias count')) {
    return {
      ...position,
      code: 'lab-alias-bomb',
      message: 'aliases expand to too much',
      hint: 'write the values out: a lab file needs no aliases of aliases',
    };
  }
  if (message.startsWith('Unresolved alias')) {
    const name = message.slice(message.lastIndexOf(':') + 1).trim();
    return {
      ...position,
      code: 'lab-syntax',
      message: `alias *${name} has no anchor before it`,
      hint: `define &${name} above`,
    };
  }
  const why = thrown instanceof RangeError ? 'it is nested too deeply' : message;
  return {
    line: 1,
    col: 1,
    code: 'lab-syntax',
    message: `not valid YAML: ${why}`,
    hint: 'a lab file is at most a few levels deep',
  };
}

function printAt(finding: FindingAt, lines: readonly string[], file: string): Finding {
  const { code, message, hint, line = 1, col = 1 } = finding;
  return {
    code,
    severity: 'error',
    message,
    file,
    line,
    column: col,
    excerpt: printExcerpt(lines[line - 1] ?? ''),
    hint,
  };
}

function place(
  problem: LabProblem,
  yaml: Yaml,
  document: Document.Parsed,
  counter: InstanceType<Yaml['LineCounter']>,
  lines: readonly string[],
  file: string,
): Finding {
  const { code, severity, message, why, hint } = problem;
  const { line, col } = counter.linePos(offsetOf(yaml, document, problem));
  const excerpt = printExcerpt(lines[line - 1] ?? '', problem.path.includes('apiToken'));
  return { code, severity, message, file, line, column: col, excerpt, why, hint };
}

/** Start of the value at the path (or of its key); of the nearest thing above it when it is not written. */
function offsetOf(yaml: Yaml, document: Document.Parsed, problem: LabProblem): number {
  let node: Node | null = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of problem.path.entries()) {
    const next = child(yaml, document, node, step);
    if (!next) return offset;
    const last = depth === problem.path.length - 1;
    offset =
      (problem.atKey && last ? startOf(next.key) : undefined) ?? startOf(next.value) ?? startOf(next.key) ?? offset;
    // A mapping is best shown by the key it stands under, unless it is an item of a list.
    if (last && next.key && !yaml.isScalar(next.value) && !yaml.isAlias(next.value))
      offset = startOf(next.key) ?? offset;
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
