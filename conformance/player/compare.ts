import { isRecord } from './paths.ts';
import type { Json, StepAnswer } from './scenario.ts';

/** One place where two answers differ; undefined: there is nothing there. */
export interface Difference {
  readonly path: string;
  readonly left: Json | undefined;
  readonly right: Json | undefined;
}

export interface StepDifferences {
  readonly step: string;
  readonly differences: readonly Difference[];
}

/** Compares answers step by step; a step that one side does not have differs as a whole. */
export function compareAnswers(left: readonly StepAnswer[], right: readonly StepAnswer[]): readonly StepDifferences[] {
  const names = [...new Set([...left, ...right].map((answer) => answer.step))];
  const answerOf = (answers: readonly StepAnswer[], step: string): Json | undefined =>
    answers.find((answer) => answer.step === step) as Json | undefined;
  return names.map((step) => ({ step, differences: differencesOf(answerOf(left, step), answerOf(right, step), '') }));
}

function differencesOf(left: Json | undefined, right: Json | undefined, path: string): readonly Difference[] {
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, index) => differencesOf(left[index], right[index], `${path}[${index}]`)).flat();
  }
  if (isRecord(left) && isRecord(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    return keys.flatMap((key) => differencesOf(left[key], right[key], path + keyText(key)));
  }
  return left === right ? [] : [{ path: path || '.', left, right }];
}

function keyText(key: string): string {
  if (key.startsWith('.')) return `{${key}}`;
  return /^[\w-]+$/.test(key) ? `.${key}` : `['${key}']`;
}

/** A difference for people; the sides are called by the names given. */
export function differenceLines(
  { path, left, right }: Difference,
  names: readonly [string, string],
): readonly string[] {
  const width = Math.max(...names.map((name) => name.length));
  const line = (name: string, value: Json | undefined): string =>
    `      ${`${name}:`.padEnd(width + 2)}${shown(value)}`;
  return [`    ${path}`, line(names[0], left), line(names[1], right)];
}

const shown = (value: Json | undefined): string => (value === undefined ? '(nothing)' : JSON.stringify(value));
