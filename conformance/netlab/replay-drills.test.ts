import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Played {
  readonly drill: string;
  readonly predicted: Readonly<
    Record<
      string,
      {
        readonly state: string;
        readonly phases: readonly { readonly sees: string; readonly until?: readonly [number, number] }[];
      }
    >
  >;
  readonly seen: Readonly<
    Record<string, { readonly before: boolean; readonly failed: number; readonly untilSeconds?: number }>
  >;
}

const played: readonly Played[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'records/drills.json'), 'utf8'),
).played;

/** Clients ask every 200 ms and wait for a second; the machine had other work. */
const LATE_SECONDS = 4;

const hosts = played.flatMap(({ drill, predicted, seen }) =>
  Object.keys(seen).map((host) => ({ name: `${host}: ${drill}`, foretold: predicted[host]!, saw: seen[host]! })),
);

describe('what clients saw on the real platform when a drill was done', () => {
  test('began with a host that was answered', () => {
    expect(hosts.filter(({ saw }) => !saw.before)).toEqual([]);
  });

  test.each(hosts)(
    'is an outage only where one is predicted, and no longer than predicted: $name',
    ({ foretold, saw }) => {
      const ends = foretold.phases.map(({ until }) => until!);
      const [least, most] = [Math.max(0, ...ends.map(([from]) => from)), Math.max(0, ...ends.map(([, to]) => to))];
      if (foretold.state === 'fine') expect(saw.failed).toBe(0);
      if (saw.failed > 0) expect(saw.untilSeconds).toBeLessThanOrEqual(most + LATE_SECONDS);
      if (least > 0) expect(saw.untilSeconds).toBeGreaterThanOrEqual(least - LATE_SECONDS);
    },
  );
});
