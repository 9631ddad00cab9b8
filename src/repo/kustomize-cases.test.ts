import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { missingClient, requireClient } from '../../test/clients.ts';
import { compareText } from '../core/finding.ts';
import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { writeGoYaml } from './go-yaml-text.ts';
import { buildTarget } from './kustomize/build.ts';
import { KustomizeError } from './kustomize/kustomize-error.ts';
import { readTarget } from './kustomize/target.ts';
import { readTree } from './read-tree.ts';

const cases = join(dirname(fileURLToPath(import.meta.url)), 'kustomize-cases');
const names = readdirSync(cases).flatMap((theme) => readdirSync(join(cases, theme)).map((name) => `${theme}/${name}`));

/** The objects of a build as a YAML stream, or the refusal. `/repo` stands for the folder. */
function run(name: string): string {
  const { tree } = readTree(join(cases, name, 'input'));
  const files = { tree, root: '/repo' };
  try {
    const resources = buildTarget(files, readTarget(files, '', true));
    return resources.map((resource) => writeGoYaml(resource.object)).join('---\n');
  } catch (thrown) {
    if (thrown instanceof KustomizeError) return `error: ${thrown.message}\n`;
    throw thrown;
  }
}

describe('kustomize build', () => {
  it.each(names)('gives what kustomize gives: %s', (name) => {
    const expected = join(cases, name, 'expected.yaml');
    const actual = run(name);
    if (process.env.UPDATE === '1') {
      mkdirSync(dirname(expected), { recursive: true });
      writeFileSync(expected, actual);
    }
    expect(actual).toBe(readFileSync(expected, 'utf8'));
  });

  it.each(names)('writes YAML that reads back as it was: %s', (name) => {
    const { tree } = readTree(join(cases, name, 'input'));
    const files = { tree, root: '/repo' };
    let objects: readonly Json[];
    try {
      objects = buildTarget(files, readTarget(files, '', true)).map((resource) => resource.object);
    } catch {
      return expect(run(name)).toMatch(/^error: /);
    }
    const text = objects.map(writeGoYaml).join('---\n');
    expect(readDocuments(text, name).documents.map((document) => document.value)).toEqual(objects);
  });
});

/** Refusals whose words come from Go's YAML parser or hold an address in memory: only that both refuse is compared. */
const ownWords: readonly string[] = ['errors/broken-yaml', 'errors/merge-without-base'];

const skipReason = missingClient('kubectl');

describe.skipIf(skipReason !== undefined)(`kubectl kustomize${skipReason ? `: ${skipReason}` : ''}`, () => {
  it.each(names)('says the same: %s', async (name) => {
    const input = join(cases, name, 'input');
    const { code, stdout, stderr } = await requireClient('kubectl')([
      'kustomize',
      '--load-restrictor=LoadRestrictionsNone',
      input,
    ]);
    const expected = readFileSync(join(cases, name, 'expected.yaml'), 'utf8');
    if (code === 0) return expect(byName(values(stdout))).toEqual(byName(values(expected)));
    if (ownWords.includes(name)) return expect(expected).toMatch(/^error: /);
    const refusal = stderr
      .split('\n')
      .filter((line) => !line.startsWith('# Warning:'))
      .join('\n');
    expect(refusal.replaceAll(input, '/repo').trim()).toBe(expected.trim());
  });
});

const values = (text: string): readonly Json[] =>
  readDocuments(text, 'stream').documents.map((document) => document.value);

/** kubectl prints in the legacy order, Flux in that of the files: the order has a case of its own. */
const byName = (objects: readonly Json[]): readonly Json[] => {
  const key = (object: Json) =>
    JSON.stringify([(object as { kind: string }).kind, (object as { metadata: Json }).metadata]);
  return [...objects].sort((a, b) => compareText(key(a), key(b)));
};
