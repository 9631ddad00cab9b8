import { isRecord } from './paths.ts';
import type { Json, StepAnswer } from './scenario.ts';

/** One place where two answers differ; undefined: there is nothing there. */
export interface Difference {
  readonly path: string;
  readonly real: Json | undefined;
  readonly embedded: Json | undefined;
}

export interface StepDifferences {
  readonly step: string;
  readonly differences: readonly Difference[];
}

/** Compares answers step by step; a step that one side does not have differs as a whole. */
export function compareAnswers(
  real: readonly StepAnswer[],
  embedded: readonly StepAnswer[],
): readonly StepDifferences[] {
  const names = [...new Set([...real, ...embedded].map((answer) => answer.step))];
  return names.map((step) => {
    const [left, right] = [real, embedded].map(
      (answers) => answers.find((answer) => answer.step === step) as Json | undefined,
    );
    return { step, differences: differencesOf(left, right, '') };
  });
}

function differencesOf(real: Json | undefined, embedded: Json | undefined, path: string): readonly Difference[] {
  if (Array.isArray(real) && Array.isArray(embedded)) {
    const length = Math.max(real.length, embedded.length);
    return Array.from({ length }, (_, index) =>
      differencesOf(real[index], embedded[index], `${path}[${index}]`),
    ).flat();
  }
  if (isRecord(real) && isRecord(embedded)) {
    const keys = [...new Set([...Object.keys(real), ...Object.keys(embedded)])].sort();
    return keys.flatMap((key) => differencesOf(real[key], embedded[key], path + keyText(key)));
  }
  return real === embedded ? [] : [{ path: path || '.', real, embedded }];
}

function keyText(key: string): string {
  if (key.startsWith('.')) return `{${key}}`;
  return /^[\w-]+$/.test(key) ? `.${key}` : `['${key}']`;
}

/** A difference for people. */
export function differenceLines({ path, real, embedded }: Difference): readonly string[] {
  return [`    ${path}`, `      real:     ${shown(real)}`, `      embedded: ${shown(embedded)}`];
}

const shown = (value: Json | undefined): string => (value === undefined ? '(nothing)' : JSON.stringify(value));
