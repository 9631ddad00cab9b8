import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { pidOf, realRuns } from './run-owner.ts';

const ended = spawnSync(process.execPath, ['-e', '']).pid;
const named = (changes: (parts: string[]) => string[]) => changes(realRuns.next().split('.')).join('.');

describe('a run', () => {
  test('has a new name each time, with its process id', () => {
    const [one, other] = [realRuns.next(), realRuns.next()];
    expect(one).not.toBe(other);
    expect(pidOf(one)).toBe(process.pid);
  });

  test.each([
    ['alive while its process runs', realRuns.next(), 'alive'],
    ['dead when its process has ended', named(([, ...rest]) => [String(ended), ...rest]), 'dead'],
    [
      'somewhere else when its ids are of another place',
      named(([a = '', b = '', , d = '']) => [a, b, '0'.repeat(12), d]),
      'elsewhere',
    ],
    ['alive when the system tells no start', named(([a = '', , ...rest]) => [a, '0', ...rest]), 'alive'],
  ])('is %s', (_, name, state) => {
    expect(realRuns.stateOf(name)).toBe(state);
  });

  test.skipIf(process.platform !== 'linux')('is dead when its process id has come again', () => {
    expect(realRuns.stateOf(named(([a = '', , ...rest]) => [a, '1', ...rest]))).toBe('dead');
  });

  test.each(['', '12', 'a.1.b.c', `1.1.${'0'.repeat(12)}.0000000`])('%j is no name of one', (name) => {
    expect(pidOf(name)).toBeUndefined();
  });
});
