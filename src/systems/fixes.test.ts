import { describe, expect, it, test } from 'vitest';
import { applyFixes } from '../check/apply-fixes.ts';
import { checkWithFixes } from '../check/check-objects.ts';
import { type ObjectsRule, objectsRulesOf } from '../check/rule.ts';
import type { Finding } from '../core/finding.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { writeYaml } from '../kube/yaml-write.ts';
import { ruledSystems } from './ruled.ts';

const rules = objectsRulesOf(ruledSystems.flatMap((system) => system.rules));

/** Objects as files hold them, one each, with a comment that must stay; owners are kept as the examples say them. */
function written(examples: readonly UnknownObject[]) {
  const tree = new Map(examples.map((object, i) => [`${i}.yaml`, `# keep ${i}\n${writeYaml(object)}`]));
  return {
    tree,
    objects: examples.map((object, i) => ({ object, origin: { file: `${i}.yaml`, line: 1, document: 0 } })),
  };
}

const reread = (objects: readonly SourcedObject[], tree: ReadonlyMap<string, string>): readonly SourcedObject[] =>
  objects.map((each) => ({
    ...each,
    object: readDocuments(tree.get(each.origin!.file)!, '').documents[0]!.value as UnknownObject,
  }));

const keyOf = ({ code, object }: Finding): string => `${code} ${object}`;

/** What the failing examples of a rule come to once all its fixes are written. */
async function fixed(rule: ObjectsRule) {
  const { tree, objects } = written(rule.examples.failing);
  const before = await checkWithFixes(rules, objects, tree);
  const fixes = before.fixes.filter(({ finding }) => finding.code === rule.id);
  const result = await applyFixes(fixes, tree);
  const texts = new Map([...tree, ...result.files]);
  const after = await checkWithFixes(rules, reread(objects, texts), texts);
  return { tree, before, fixes, result, after, texts };
}

const fixable: ObjectsRule[] = [];
for (const rule of rules) {
  const { tree, objects } = written(rule.examples.failing);
  const { fixes } = await checkWithFixes([rule], objects, tree);
  if (fixes.length > 0) fixable.push(rule);
}

test('a dozen rules can be mended by a machine', () => {
  expect(fixable.length).toBeGreaterThanOrEqual(12);
});

describe.each(fixable.map((rule) => [rule.id, rule] as const))('the fix of %s', (id, rule) => {
  it('makes its findings go away, and adds none', async () => {
    const { before, fixes, result, after } = await fixed(rule);
    expect(fixes.length).toBeGreaterThan(0);
    expect(result.left).toEqual([]);
    const known = new Set(before.findings.map(keyOf));
    expect(after.findings.map(keyOf).filter((key) => !known.has(key))).toEqual([]);
    const said = ({ object, message }: Finding) => `${object}: ${message}`;
    const mended = new Set(fixes.map(({ finding }) => said(finding)));
    expect(after.findings.filter((each) => each.code === id && mended.has(said(each)))).toEqual([]);
  });

  it('keeps every other line, and changes nothing when done again', async () => {
    const { tree, result, texts, fixes } = await fixed(rule);
    for (const [file, text] of texts) {
      expect(text.split('\n')[0]).toBe(`# keep ${file.slice(0, -5)}`);
      const kept = tree
        .get(file)!
        .split('\n')
        .filter((line) => !text.split('\n').includes(line));
      expect(kept.length).toBeLessThanOrEqual(4);
    }
    expect(result.files.size).toBeGreaterThan(0);
    const again = await applyFixes(fixes, tree);
    expect([...again.files]).toEqual([...result.files]);
  });
});
