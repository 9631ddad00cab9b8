import { expect, test } from 'vitest';
import { openLocator } from './yaml-locate.ts';
import { readDocuments } from './yaml-read.ts';

const secret = (data: string) => `kind: ConfigMap\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: s }\n${data}\n`;

test.each([
  ['stringData: { token: hunter2 }', 'stringData: ***'],
  ['data:\n  token: aHVudGVyMg==', 'data:'],
])('where a finding points at %j of a Secret, %j is shown', async (data, shown) => {
  const locate = await openLocator(secret(data));
  expect(locate(1, [data.slice(0, data.indexOf(':'))])?.excerpt).toBe(shown);
});

test.each([
  secret('stringData:\n  token: hunter1\n  token: hunter2'),
  secret('stringData:\n  token: "hunter2'),
  secret('stringData:\n  token: |\n hunter2'),
  '{"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "hunter1", "a": "hunter2"}}',
  '{\n"kind": "Secret",\n"stringData": {"a": "hunter1", "a": "hunter2"}}',
])('a fault in a Secret is shown without the value: %j', (text) => {
  const { findings } = readDocuments(text, 's.yaml');
  expect(findings).toHaveLength(1);
  expect(JSON.stringify(findings)).not.toContain('hunter');
});

test.each(['kind: SecretStore', 'valuesFrom:\n  - kind: Secret', 'kind: ConfigMap'])(
  'lines of %j are shown whole',
  (head) => {
    const { findings } = readDocuments(`${head}\na: one\na: two\n`, 's.yaml');
    expect(findings[0]?.excerpt).toBe('a: two');
  },
);
