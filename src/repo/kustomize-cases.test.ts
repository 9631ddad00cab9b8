import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { writeGoYaml } from './go-yaml-text.ts';
import { buildTarget, readTarget } from './kustomize/build.ts';
import { KustomizeError } from './kustomize/kustomize-error.ts';
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
