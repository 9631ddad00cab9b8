import type { z } from 'zod';
import { nearestName } from '../core/nearest.ts';
import type { LabDefinition } from './define-lab.ts';
import { exampleAt } from './field-examples.ts';
import { type LabPath, type LabProblem, printPath } from './lab-problem.ts';
import { descriptionAt, knownKeys, valueAt } from './schema-tree.ts';

type Issue = z.core.$ZodIssue;

/** The file as far as it was read, and what it should be. */
interface Reading {
  readonly value: unknown;
  readonly definition: Pick<LabDefinition, 'tree' | 'examples' | 'secretFields'>;
}

/** What the schema has against a value, as problems at their places: unknown keys with the nearest known one, wrong types with what was expected and what is there. */
export function schemaProblems(issues: readonly Issue[], reading: Reading): LabProblem[] {
  const problems = issues.flatMap((issue) => describe(issue, issue.path as LabPath, reading));
  // A field that is missing because its name is misspelt is told once, where it stands.
  const meant = new Set(
    problems.flatMap(({ code, path, meant }) =>
      code === 'lab-unknown-key' && meant ? [printPath([...path.slice(0, -1), meant])] : [],
    ),
  );
  return problems
    .filter(({ code, path }) => code !== 'lab-missing-field' || !meant.has(printPath(path)))
    .map(({ meant: _, ...problem }) => problem);
}

/** A problem, and for an unknown key the known one that was meant. */
type Described = LabProblem & { readonly meant?: string };

function describe(issue: Issue, path: LabPath, reading: Reading): Described[] {
  const at: At = { path, definition: reading.definition };
  const got = valueAt(reading.value, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, reading));
    case 'invalid_union':
      if (issue.errors.length === 0)
        return [wrongWord(at, got, 'options' in issue ? (issue.options as unknown[]) : [])];
      return closestBranch(issue.errors, got).flatMap((inner) =>
        describe(inner, [...path, ...(inner.path as LabPath)], reading),
      );
    case 'invalid_value':
      return [wrongWord(at, got, issue.values)];
    case 'invalid_type':
      return [wrongType(at, issue.expected, got)];
    case 'invalid_key':
      return [wrongKey(at, issue)];
    case 'custom':
      return [
        {
          ...problemAt(at),
          code: 'lab-value',
          message: `${printPath(path)}: ${issue.message}`,
          hint: hintOf(issue.params),
        },
      ];
    case 'too_small':
    case 'too_big':
      return [
        {
          ...problemAt(at),
          code: 'lab-value',
          message: `${printPath(path)}: ${limitText(issue, got)}`,
          hint: limitHint(issue, at),
        },
      ];
    default:
      return [
        { ...problemAt(at), code: 'lab-value', message: `${printPath(path)}: ${printValue(got, at)} ${issue.message}` },
      ];
  }
}

/** The place of a problem, and what the file should be there. */
interface At {
  readonly path: LabPath;
  readonly definition: Reading['definition'];
}

const problemAt = ({ path }: At) => ({ path, severity: 'error' }) as const;

function wrongKey(at: At, issue: Extract<Issue, { code: 'invalid_key' }>): LabProblem {
  const [inner] = issue.issues;
  return {
    ...problemAt(at),
    code: 'lab-value',
    atKey: true,
    message: `${printPath(at.path.slice(0, -1))}: the name ${inner?.message ?? issue.message}`,
    hint: inner?.code === 'custom' ? hintOf(inner.params) : undefined,
  };
}

function hintOf(params: Record<string, unknown> | undefined): string | undefined {
  return typeof params?.hint === 'string' ? params.hint : undefined;
}

function unknownKey(key: string, path: LabPath, { definition, value }: Reading): Described {
  const known = knownKeys(definition.tree(), path, value);
  const nearest = nearestName(key, known);
  return {
    code: 'lab-unknown-key',
    severity: 'error',
    path: [...path, key],
    atKey: true,
    message: `${path.length === 0 ? 'the lab file' : printPath(path)} has no field ${JSON.stringify(key)}`,
    hint: nearest ? `did you mean "${nearest}"?` : `known here: ${known.join(', ')}`,
    meant: nearest,
  };
}

function wrongWord(at: At, got: unknown, options: readonly unknown[]): LabProblem {
  const words = options.map(String);
  if (got === undefined) return missing(at, `one of ${words.join(', ')}`);
  const nearest = typeof got === 'string' ? nearestName(got, words) : undefined;
  return {
    ...problemAt(at),
    code: 'lab-value',
    message: `${printPath(at.path)}: expected ${words.length === 1 ? words[0] : `one of ${words.join(', ')}`}, got ${printValue(got, at)}`,
    hint: nearest ? `did you mean "${nearest}"?` : `write one of them, e.g. ${String(at.path.at(-1))}: ${words[0]}`,
  };
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function wrongType(at: At, expected: string, got: unknown): LabProblem {
  const wanted = typeNames[expected] ?? expected;
  if (got === undefined || got === null) return missing(at, wanted);
  const message = `${printPath(at.path)}: expected ${wanted}, got ${printValue(got, at)}`;
  return { ...problemAt(at), code: 'lab-wrong-type', message, hint: typeHint(expected, got, at) };
}

function typeHint(expected: string, got: unknown, { path, definition }: At): string | undefined {
  if (definition.secretFields.has(String(path.at(-1))))
    return 'say where the secret is, not what it is: { env: NAME } or { file: PATH }';
  const simple = typeof got === 'number' || typeof got === 'boolean';
  if (expected === 'string' && simple) return `put it in quotes: "${String(got)}"`;
  if ((expected === 'number' || expected === 'int') && typeof got === 'string' && /^\d+$/.test(got))
    return `remove the quotes: ${got}`;
  if (expected === 'boolean')
    return typeof got === 'string' && /^(y|yes|on)$/i.test(got) ? 'write true' : 'write true or false';
  if (expected === 'array')
    return simple || typeof got === 'string' ? `write a list: [${String(got)}]` : 'begin each item with "- "';
  const example = exampleAt(definition.examples, path);
  if (example !== undefined) return `write ${example}`;
  if (expected === 'number' || expected === 'int') return 'write a whole number without quotes';
  if (expected === 'object' || expected === 'record') return 'write its fields below it, each on a line of its own';
  return expected === 'string'
    ? `write one text: ${path.findLast((step) => typeof step === 'string') ?? 'value'}: "..."`
    : undefined;
}

function missing(at: At, wanted: string): LabProblem {
  const key = at.path.at(-1);
  const where = at.path.slice(0, -1);
  const owner = where.length === 0 ? 'the lab file' : printPath(where);
  return {
    ...problemAt(at),
    code: 'lab-missing-field',
    atKey: true,
    message: `${owner} needs ${typeof key === 'string' ? JSON.stringify(key) : `item ${key}`}: ${wanted}`,
    hint: missingHint(at),
  };
}

/** The text to write where a field is missing. */
function missingHint({ path, definition }: At): string | undefined {
  const example = exampleAt(definition.examples, path);
  return example === undefined ? descriptionAt(definition.tree(), path) : `write ${example}`;
}

function limitHint(
  issue: Extract<Issue, { code: 'too_small' | 'too_big' }>,
  { path, definition }: At,
): string | undefined {
  const example = exampleAt(definition.examples, path);
  if (example !== undefined) return `write ${example}`;
  if (issue.origin === 'array') return 'write at least one item, or remove the field';
  return issue.origin === 'string'
    ? 'shorten it'
    : `write ${String(issue.code === 'too_small' ? issue.minimum : issue.maximum)}${issue.code === 'too_small' ? ' or more' : ' or less'}`;
}

function limitText(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, got: unknown): string {
  const small = issue.code === 'too_small';
  const limit = String(small ? issue.minimum : issue.maximum);
  if (issue.origin === 'array')
    return small && limit === '1' ? 'the list is empty' : `at ${small ? 'least' : 'most'} ${limit} items`;
  if (issue.origin === 'string') return `at ${small ? 'least' : 'most'} ${limit} characters`;
  return `${String(got)} is too ${small ? 'small' : 'large'}: it must be at ${small ? 'least' : 'most'} ${limit}`;
}

/** The branch of a union that the value came nearest to: the one that got deepest, then the one of the same type, then the first. */
function closestBranch(branches: readonly (readonly Issue[])[], got: unknown): readonly Issue[] {
  const score = (issues: readonly Issue[]) => {
    const depth = Math.max(...issues.map((issue) => issue.path.length));
    const typeFits = issues.every((issue) => issue.code !== 'invalid_type' || issue.path.length > 0);
    return (typeFits ? 1000 : 0) + depth;
  };
  // A lone word against "one of these words, or a list": the words are what was meant.
  const sorted = [...branches].sort((a, b) => score(b) - score(a));
  return (typeof got === 'object' ? sorted : sorted.filter((issues) => issues.length > 0))[0] ?? [];
}

function printValue(value: unknown, { path, definition }: At): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  // Whatever stands where a secret's whereabouts belong may be the secret.
  if (path.some((step) => definition.secretFields.has(String(step)))) return 'another value';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
