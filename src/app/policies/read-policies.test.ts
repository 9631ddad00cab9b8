import { expect, test } from 'vitest';
import { parsePolicies } from './read-policies.ts';

test('policies are read with their lines, one or a list', async () => {
  const text =
    'policies:\n  nobodys: 10.0.0.0/8\n  hosts:\n    - host: a.example.org\n      login: admins\n      from: [lab, 10.8.0.9]\n';
  const { policies, findings } = await parsePolicies(text, 'gatehouse.yaml');
  expect(findings).toEqual([]);
  expect(policies).toEqual({
    file: 'gatehouse.yaml',
    hosts: [{ host: ['a.example.org'], from: ['lab', '10.8.0.9'], login: ['admins'], line: 4, outageLine: 4 }],
    outageLine: 1,
    nobodys: ['10.0.0.0/8'],
    nobodysLine: 2,
  });
});

test.each([
  ['policies: { hosts: [{ host: a.b, from: house }] }', /hosts\.0\.from: must be everyone/],
  ['policies: { hosts: [{ host: a.b, outage: soon }] }', /outage/],
  ['policies: { hosts: [{ from: lab }] }', /hosts\.0\.host/],
  ['rules: []', /policies/],
  ['policies: { nobodys: [1.2.3] }', /nobodys/],
  ['policies: [', /./],
])('%s is refused', async (text, message) => {
  const { policies, findings } = await parsePolicies(text, 'gatehouse.yaml');
  expect(policies).toBeUndefined();
  expect(findings.map((finding) => finding.message).join('; ')).toMatch(message);
});
