import { describe, expect, test } from 'vitest';
import { printPruned } from './pruned-text.ts';
import { plainStyle } from './style.ts';

const pruned = (object: string) => ({ object, outcome: 'pruned' as const });
const print = (objects: readonly string[], dryRun = false, isWhole = false) =>
  printPruned({ applied: objects.map(pruned), dryRun }, 80, plainStyle, isWhole);

describe('what left the lab', () => {
  test('is named, a line for each kind in each namespace', () => {
    expect(print(['Service/apps/a', 'Namespace/apps', 'Service/apps/b'])).toEqual([
      'Removed, since it left the lab',
      '  Service in apps: a, b',
      '  Namespace: apps',
      '',
    ]);
    expect(print(['Namespace/apps'], true)[0]).toBe('Would be removed, since it left the lab');
    expect(print([])).toEqual([]);
  });

  test('is told in forty lines unless all is asked for', () => {
    const many = Array.from({ length: 60 }, (_, at) => `Service/apps-${at}/a`);
    const [, ...lines] = print(many);
    expect([lines.length, lines.at(-2)]).toEqual([41, '  … and 21 more lines (--all)']);
    expect(print(many, false, true)).toHaveLength(62);
  });
});
