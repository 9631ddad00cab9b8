import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explain, explainedCodes } from './explain.ts';
import { noticeParts } from './notices/all-notices.ts';

/** Codes that stand in the source as those of findings. `custom` is a kind of problem that zod knows. */
function writtenCodes(): readonly string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  const found = files.flatMap((file) =>
    [...readFileSync(join('src', file), 'utf8').matchAll(/\bcode: '([a-z]+(?:-[a-z]+)+)'/g)].map(([, code]) => code!),
  );
  return [...new Set(found)].sort();
}

describe('a code is explained', () => {
  test('wherever one is written as that of a finding', async () => {
    const known = new Set(await explainedCodes());
    const written = writtenCodes();
    expect(written.length).toBeGreaterThan(90);
    expect(written.filter((code) => !known.has(code))).toEqual([]);
  });

  test('once: no notice has the code of a rule or of a playbook', async () => {
    const { ruledSystems } = await import('../systems/ruled.ts');
    const { playbooksBySystem } = await import('../systems/playbooks.ts');
    const rules = ruledSystems.flatMap((each): readonly { id: string }[] => each.rules).map(({ id }) => id);
    const playbooks = playbooksBySystem.flatMap((each) => each.playbooks).map(({ id }) => id);
    const notices = noticeParts.flatMap((part) => Object.keys(part.notices));
    expect(
      notices.filter((code, at) => [...rules, ...playbooks].includes(code) || notices.indexOf(code) !== at),
    ).toEqual([]);
  });

  test.each([
    ['pool-overlaps-dhcp', { kind: 'rule', system: 'MetalLB' }],
    ['lab-tab', { kind: 'notice', system: 'Lab file', shownBy: [], next: 'put spaces in its place' }],
    ['certificate-not-ready', { kind: 'playbook', system: 'cert-manager', shownBy: ['cluster'] }],
  ])('%s', async (code, expected) => {
    expect(await explain(code)).toMatchObject({ code, ...expected });
  });

  test('and one that nothing has gets a proposal', async () => {
    await expect(explain('lab-tabs')).rejects.toMatchObject({
      message: 'lab-tabs: nothing that Gatehouse tells has this code',
      hint: 'did you mean lab-tab?',
    });
    await expect(explain('constructor')).rejects.toThrow('nothing that Gatehouse tells');
  });
});
