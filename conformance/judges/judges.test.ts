import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDocuments } from '../../src/kube/yaml-read.ts';
import { digestOf, judgedLabs, questionsOf } from './questions.ts';

const read = <T>(file: string): T => JSON.parse(readFileSync(`conformance/judges/${file}`, 'utf8')) as T;
const { modules, judged } = read<{
  readonly modules: Readonly<Record<string, string>>;
  readonly judged: Readonly<Record<string, { readonly digest: string; readonly says: string }>>;
}>('judged.json');
const flags = read<{ readonly server: readonly string[]; readonly agent: readonly string[] }>('k3s-flags.json');
const labs = await judgedLabs();

// `npm run refresh -- judged-files` asks upstream's code anew (needs Go).
describe(`files that no cluster applies, judged by ${Object.entries(modules)
  .map(([path, version]) => `${path}@${version}`)
  .join(' and ')}`, () => {
  test.each(labs.flatMap(questionsOf).map((question) => [question.id, question] as const))(
    '%s is fine',
    (id, question) => {
      expect(judged[id], `${id} was never judged: npm run refresh -- judged-files`).toBeDefined();
      expect(judged[id]).toEqual({ digest: digestOf(question), says: '' });
    },
  );

  test('nothing is kept of what is judged no more', () => {
    expect(labs.flatMap(questionsOf).map(({ id }) => id)).toEqual(Object.keys(judged));
  });
});

const configs = labs.flatMap(({ name, lab, tree }) =>
  lab.distribution.kind === 'k3s'
    ? lab.nodes.map(({ name: node, role }) => ({ name, node, role, text: tree.get(`k3s/${node}/config.yaml`) }))
    : [],
);

test.each(configs)('$name: the config of $node holds flags of a k3s $role alone', ({ role, text }) => {
  const keys = readDocuments(text ?? '', 'config.yaml').documents.flatMap(({ value }) => Object.keys(value as object));
  expect(keys.length).toBeGreaterThan(0);
  const known = role === 'control-plane' ? flags.server : flags.agent;
  expect(keys.filter((key) => !known.includes(key))).toEqual([]);
});
