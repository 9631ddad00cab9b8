import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineLab } from './define-lab.ts';
import { parseLab } from './parse-lab.ts';
import { nameText, versionText } from './scalars.ts';
import { SecretReference } from './secret-reference.ts';
import type { LabInputOf, LabOf, LabSlice } from './slice.ts';

const barn = {
  place: 50,
  fields: {
    barn: z.strictObject({ cows: z.array(z.strictObject({ name: nameText })).min(1), key: SecretReference.optional() }),
  },
  versions: { barn: versionText.default('1.0.0') },
  namespaces: ['barn'],
  examples: { barn: 'barn: { cows: [{ name: rosa }] }', 'barn.cows[].name': 'name: rosa' },
  secretFields: ['key'],
  plan: ({ barn: { cows } }: { readonly barn: { readonly cows: readonly { readonly name: string }[] } }) => ({
    pods: cows.map(({ name }, i) => ({ owner: name, replicas: 1, path: ['barn', 'cows', i] })),
  }),
} satisfies LabSlice;
const hay = { place: 20, fields: { hay: z.boolean().default(true) } } satisfies LabSlice;

const definition = defineLab<LabOf<typeof barn> & LabOf<typeof hay>, LabInputOf<typeof barn>>([barn, hay]);
const core = 'name: farm\nnetwork: { cidr: 10.0.0.0/24 }\nnodes: [{ name: n1, address: 10.0.0.2 }]\n';
const parse = (text: string) => parseLab(`${core}${text}`, 'lab.yaml', { definition, check: () => [] });

describe('a lab file of slices', () => {
  test('has the fields of all, in the order of their places', () => {
    expect(Object.keys(definition.tree().properties ?? {})).toEqual([
      'name',
      'domain',
      'versions',
      'hay',
      'network',
      'nodes',
      'barn',
      'policies',
      'patches',
    ]);
    expect(Object.keys(definition.tree().properties?.versions?.properties ?? {})).toEqual(['barn']);
  });

  test('is read with the defaults of all, and planned by all', async () => {
    const { lab, plan, findings } = await parse('barn: { cows: [{ name: rosa }, { name: berta }] }\n');
    expect(findings).toEqual([]);
    expect(lab).toMatchObject({ name: 'farm', hay: true, versions: { barn: '1.0.0' }, barn: { cows: [{}, {}] } });
    expect(plan?.pods.map(({ owner, path }) => [owner, path])).toEqual([
      ['rosa', ['barn', 'cows', 0]],
      ['berta', ['barn', 'cows', 1]],
    ]);
    expect(plan?.namespaces).toEqual(['barn']);
    expect(plan?.networks).toHaveLength(1);
  });

  test.each([
    ['', 'write barn: { cows: [{ name: rosa }] }'],
    ['barn: { cows: [{}] }\n', 'write name: rosa'],
    ['barns: {}\n', 'did you mean "barn"?'],
  ])('%j is told the example of its owner: %s', async (text, hint) => {
    expect((await parse(text)).findings.map((finding) => finding.hint)).toContain(hint);
  });

  test('never shows what stands where a secret may stand', async () => {
    const { findings } = await parse('barn:\n  cows: [{ name: rosa }]\n  key: hunter2\n');
    expect(findings).toHaveLength(1);
    expect(findings[0]!.hint).toContain('say where the secret is');
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  test('refuses two slices of one field', () => {
    expect(() => defineLab([hay, { ...barn, fields: { hay: z.string() } }])).toThrow('claim the field hay');
    expect(() => defineLab([barn, { ...hay, versions: { barn: z.string() } }])).toThrow('claim the field barn');
  });
});
