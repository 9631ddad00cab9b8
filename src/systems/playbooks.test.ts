import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readerOf } from '../check/example-input.ts';
import { diagnose } from '../operate/diagnose/diagnose.ts';
import type { Playbook, PlaybookExample } from '../operate/diagnose/playbook.ts';
import { readSeenCluster } from '../operate/diagnose/seen-cluster.ts';
import { playbooksBySystem } from './playbooks.ts';

const folder = join(process.cwd(), 'src/systems');
const all = playbooksBySystem.flatMap(({ system, playbooks }) =>
  playbooks.map((playbook) => [`${system}/${playbook.id}`, playbook] as const),
);

/** What a playbook finds in an example. */
async function found(playbook: Playbook, { objects, logs = {}, neighbours = {}, now }: PlaybookExample) {
  const seen = await readSeenCluster(readerOf(objects), playbook.reads, {
    at: Date.parse(now ?? '2026-01-01T12:00:00Z'),
    logs: async ({ namespace, name }, container) => logs[`${namespace}/${name}/${container}`] ?? [],
    neighbour: (address) => neighbours[address],
  });
  return (await diagnose([playbook], seen)).diagnoses;
}

describe('the playbooks of all systems', () => {
  it('are those of their folders, each in a file of its name, and named nowhere else', () => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'playbooks')))
      .flatMap(({ name }) => readdirSync(join(folder, name, 'playbooks')).map((file) => `${name}/${file.slice(0, -3)}`))
      .filter((path) => !path.endsWith('/index') && !path.endsWith('.test'));
    const names = all.map(([name]) => name);
    expect([...names].sort()).toEqual(files.sort());
    const ids = names.map((name) => name.split('/')[1]);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(all)('%s finds nothing in what is healthy', async (_, playbook) => {
    expect(playbook.examples.healthy).not.toEqual([]);
    for (const example of playbook.examples.healthy) expect(await found(playbook, example)).toEqual([]);
  });

  it.each(all)('%s finds what it looks for, with what speaks for it and what ends it', async (_, playbook) => {
    expect(playbook.examples.ill).not.toEqual([]);
    for (const example of playbook.examples.ill) {
      const diagnoses = await found(playbook, example);
      expect(diagnoses).not.toEqual([]);
      for (const { shows, causes } of diagnoses) {
        expect(shows).not.toMatch(/^[A-Z]|\.$/);
        expect(causes.filter(({ cause, fix }) => cause === '' || fix === '' || /\.$/.test(cause))).toEqual([]);
        expect(causes.filter(({ likelihood, evidence }) => likelihood !== 'possible' && evidence.length === 0)).toEqual(
          [],
        );
      }
    }
  });

  it.each(all)('%s says in one line what is seen and which rule is behind it', (_, { symptom, why }) => {
    expect(symptom).toMatch(/^[A-Z][^\n]+\.$/);
    expect(why).toMatch(/\.(go|md|cs|ts|yaml)\b|\bdocs\b|\bpkg\/\w|RFC \d+/);
  });
});
