import { expect, test } from 'vitest';
import { homeText } from '../lab/fixtures/home.ts';
import type { SchemaNode } from '../lab/schema-tree.ts';
import { labDefinition } from './lab.ts';
import { parseLabFile } from './lab-file.ts';

/** Paths of all fields that must be there. */
function required(node: SchemaNode, path: string): string[] {
  const own = (node.required ?? []).map((name) => (path ? `${path}.${name}` : name));
  const inner = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    required(child, path ? `${path}.${name}` : name),
  );
  const items = node.items ? required(node.items, `${path}[]`) : [];
  const values = typeof node.additionalProperties === 'object' ? required(node.additionalProperties, `${path}.*`) : [];
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((branch) => required(branch, path));
  return [...own, ...inner, ...items, ...values, ...branches];
}

test('every field that must be there has an example, and nothing else has one', () => {
  expect(Object.keys(labDefinition.examples).sort()).toEqual([...new Set(required(labDefinition.tree(), ''))].sort());
});

test.each(Object.entries(labDefinition.examples).filter(([path]) => !path.includes('.')))(
  'the example of %s can be written as it is',
  async (path, example) => {
    const others = homeText.replace(new RegExp(`^${path}:.*\\n(?: .*\\n?)*`, 'm'), '');
    const { findings, lab } = await parseLabFile(`${others}\n${example}\n`, 'lab.yaml');
    expect(findings.filter(({ code }) => code.startsWith('lab-'))).toEqual([]);
    expect(lab).toBeDefined();
  },
);

/** Names of the fields that hold the whereabouts of a secret. */
function secretFields(node: SchemaNode, name: string): string[] {
  const { properties = {} } = node;
  const inner = [...Object.entries(properties), ...(node.items ? [[name, node.items] as const] : [])];
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].map((branch) => [name, branch] as const);
  const isReference = ['file', 'env', 'sops'].every((key) => properties[key] !== undefined);
  return [
    ...(isReference ? [name] : []),
    ...[...inner, ...branches].flatMap(([key, child]) => secretFields(child, key)),
  ];
}

test('every field for the whereabouts of a secret is one whose value is never shown', () => {
  const found = secretFields(labDefinition.tree(), '');
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((name) => !labDefinition.secretFields.has(name))).toEqual([]);
});
