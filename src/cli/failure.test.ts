import { describe, expect, test } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import { failureOf } from './failure.ts';
import type { Terminal } from './terminal.ts';

const same = (text: string) => text;

function say(thrown: unknown, errorColumns?: number): readonly string[] {
  const lines: string[] = [];
  const paints = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
  const streams = { print: () => {}, error: (line: string) => lines.push(line), raw: () => {} };
  failureOf(thrown, { columns: 80, rows: 24, live: false, errorColumns, ...streams, ...paints } as Terminal, false);
  return lines;
}

const long = new GatehouseError(`nowhere/${'lab.yaml '.repeat(12)}is not there`, {
  hint: `name ${'a lab file '.repeat(12)}or go on with:\n  gatehouse init lab ${'--option value '.repeat(8)}`,
});

describe('a failure', () => {
  test('fits the terminal of a person, and leaves a command whole to be copied', () => {
    const lines = say(long, 80);
    expect(lines.slice(0, -1).filter((line) => line.length > 80)).toEqual([]);
    expect(lines[1]).toMatch(/^ {6}\S/);
    expect(lines.at(-1)).toMatch(/^ {2}gatehouse init lab (?:--option value ){8}$/);
  });

  test('is a line each for a program', () => {
    expect(say(long)).toHaveLength(3);
  });
});
