import { describe, expect, test } from 'vitest';
import { composeRepository } from '../../compose/compose.ts';
import { homeText, homeWith } from '../../lab/fixtures/home.ts';
import { readCreationRules, ruleFor } from '../../sops/creation-rules.ts';
import { components } from '../components.ts';
import { parseLabFile } from '../lab-file.ts';

const [one, other] = [
  'age1fedlzl7zwsadhw9c36hvv8yqf797mce7u0r294krusgsxl6za3rsswf3t5',
  'age1d86edmf2z9h0tt48pe4xz9mp4qkj04llyzauvpmchetsd6gpdc8s8t5lm0',
];
const labWith = (age: string) => homeWith(['apps:\n', `secrets: { sops: { age: [${age}] } }\napps:\n`]);
const compose = async (text: string) => {
  const { lab, plan } = await parseLabFile(text, 'lab.yaml');
  return composeRepository({ lab: lab!, plan: plan! }, components).tree;
};

describe('SOPS in a lab', () => {
  test('writes the rules for its recipients, in one order however they are written', async () => {
    const tree = await compose(labWith(`${one}, ${other}`));
    const rules = readCreationRules(tree.get('.sops.yaml') ?? '', '.sops.yaml');
    expect(ruleFor(rules, 'infra/token.sops.yaml')?.recipients).toEqual([other, one]);
    expect((await compose(labWith(`${other}, ${one}`))).get('.sops.yaml')).toBe(tree.get('.sops.yaml'));
  });

  test('tells in the guide how the cluster gets its key', async () => {
    const guide = [...(await compose(labWith(one!)))].find(([path]) => path.endsWith('README.md'))?.[1];
    expect(guide).toContain('create secret generic sops-age --from-file=age.agekey=KEYFILE');
  });

  test('is not there where no lab names it', async () => {
    expect((await compose(homeText)).has('.sops.yaml')).toBe(false);
  });

  test('a recipient that is none is a finding', async () => {
    const { findings } = await parseLabFile(labWith('age1abc'), 'lab.yaml');
    expect(findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      expect.stringContaining('must be an age recipient'),
    ]);
  });
});
