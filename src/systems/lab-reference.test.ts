import { expect, test } from 'vitest';
import { labReference } from '../lab/describe-lab.ts';
import { labJsonSchema } from '../lab/json-schema.ts';
import type { SchemaNode } from '../lab/schema-tree.ts';
import { labDefinition } from './lab.ts';
import { labRules } from './lab-rules.ts';

function undescribed(node: SchemaNode, path: string): string[] {
  const children: [string, SchemaNode][] = [
    ...Object.entries(node.properties ?? {}).map(([name, child]): [string, SchemaNode] => [`${path}.${name}`, child]),
    ...(node.oneOf ?? []).map((child, i): [string, SchemaNode] => [`${path}(${i})`, child]),
    ...(node.items?.properties ? [[`${path}[]`, node.items] as [string, SchemaNode]] : []),
  ];
  return children.flatMap(([at, child]) => [...(child.description ? [] : [at]), ...undescribed(child, at)]);
}

test('every field says what it is for', () => {
  expect(undescribed(labJsonSchema(labDefinition.tree()), '')).toEqual([]);
});

test('the JSON Schema is draft 7, closed, and asks for what has no default', () => {
  const schema = labJsonSchema(labDefinition.tree());
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(['name', 'network', 'nodes']);
});

test('the reference page has a section for each mapping and a row for each check', () => {
  const page = labReference(labDefinition.tree(), labRules);
  for (const title of [
    'lab.yaml',
    'network.reserved[]',
    'nodes[].taints[]',
    'ingress.entryPoints.<name>',
    'certificates.issuer (type: acme-http01)',
  ]) {
    expect(page).toContain(`## \`${title}\``);
  }
  for (const { id } of labRules) expect(page).toContain(`| \`${id}\` |`);
  expect(page).toContain('| `port` | whole number from 1 to 65535 | **required** | Port of the Service. |');
  expect(page).toContain('| `autoAssign` | `true` or `false` | `true` |');
});
