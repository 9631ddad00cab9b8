import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playbooksBySystem } from '../../src/systems/playbooks.ts';

interface Played {
  readonly playbook: string;
  readonly shows: string;
  readonly found: boolean | readonly string[];
  readonly by?: string;
  readonly cause?: string;
}

const played: readonly Played[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'records/doctor.json'), 'utf8'),
).played;
const known = new Set(playbooksBySystem.flatMap(({ playbooks }) => playbooks.map(({ id }) => id)));
const [healthy, ...faults] = played;

test('a platform that real Flux had just brought up was found well', () => {
  expect(healthy?.found).toEqual([]);
});

/** When it was recorded, the controller that would have told it had just been crashed. */
const hidden = new Set(['release-not-ready']);

test('each fault of a real platform was found by its playbook, or stood below the one it follows from, with a cause', () => {
  const open = faults.filter(({ playbook }) => !hidden.has(playbook));
  expect(open.filter(({ found, cause }) => found !== true || !cause)).toEqual([]);
  expect(faults.filter(({ playbook, by = playbook }) => !known.has(playbook) || !known.has(by))).toEqual([]);
  expect(new Set(faults.map(({ playbook }) => playbook)).size).toBeGreaterThan(25);
});
