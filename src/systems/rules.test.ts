import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkObjects } from '../check/check-objects.ts';
import type { Rule } from '../check/rule.ts';
import type { UnknownObject } from '../kube/object.ts';
import { systems } from './index.ts';
import type { System } from './system.ts';

const here = dirname(fileURLToPath(import.meta.url));
const all = systems.flatMap((system: System) =>
  (system.rules ?? []).map((rule) => [`${system.id}/${rule.id}`, rule] as const),
);
const codes = async (rule: Rule, objects: readonly UnknownObject[]) =>
  (
    await checkObjects(
      [rule],
      objects.map((object) => ({ object })),
    )
  ).map(({ code }) => code);

describe('the rules of all systems', () => {
  it('are those of their folders, each in a file of its name', () => {
    const files = readdirSync(here, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => filesIn(name).map((file) => `${name}/${file.slice(0, -3)}`));
    expect(all.map(([name]) => name).sort()).toEqual(files.sort());
  });

  it('have names of their own', () => {
    const ids = all.map(([, { id }]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(all)('%s finds nothing in what passes', async (_, rule) => {
    expect(rule.examples.passing).not.toEqual([]);
    expect(await codes(rule, rule.examples.passing)).toEqual([]);
  });

  it.each(all)('%s finds its problem in what fails', async (_, rule) => {
    expect([...new Set(await codes(rule, rule.examples.failing))]).toEqual([rule.id]);
  });

  it.each(all)('%s says in one line what it is and which upstream rule is behind it', (_, { summary, why }) => {
    expect(summary).toMatch(/^[A-Z][^\n]+\.$/);
    expect(why).toMatch(/\.(go|md|cs|ts|yaml)\b|\bdocs\b|RFC \d+/);
  });
});

function filesIn(system: string): readonly string[] {
  try {
    return readdirSync(join(here, system, 'rules')).filter(
      (file) => /^[a-z0-9-]+\.ts$/.test(file) && file !== 'index.ts',
    );
  } catch {
    return [];
  }
}
