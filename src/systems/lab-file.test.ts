import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../core/finding.ts';
import { homeText, homeWith } from '../lab/fixtures/home.ts';
import { isUsable } from '../lab/parse-lab.ts';
import { parseLabFile } from './lab-file.ts';
import { findingsOf } from './test-lab-file.ts';

const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g']
  .map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[i]}`).join(',')}]`)
  .join('\n')}\n`;

test.each<[what: string, text: string, expected: Partial<Finding>]>([
  ['an empty file', '', { code: 'lab-empty', line: 1, column: 1 }],
  ['a file of comments', '# nothing\n---\n', { code: 'lab-empty' }],
  ['a tab', 'name: home\nnetwork:\n\tcidr: 192.168.88.0/24\n', { code: 'lab-tab', line: 3, column: 1 }],
  [
    'an open bracket',
    'name: home\nnodes: [a, b\n',
    { code: 'lab-syntax', line: 3, hint: 'close it with ], indented deeper than the key that it belongs to' },
  ],
  [
    'an open quote',
    'name: "home\ndistribution: k3s\n',
    { code: 'lab-syntax', message: 'not valid YAML: a " is opened and not closed before this place' },
  ],
  ['a colon too many', 'name: home: away\n', { code: 'lab-syntax', line: 1, column: 7, excerpt: 'name: home: away' }],
  ['a duplicate key', 'name: a\nname: b\n', { code: 'lab-duplicate-key', line: 2, column: 1 }],
  ['an alias bomb', bomb, { code: 'lab-alias-bomb' }],
  [
    'an alias without anchor',
    'name: *nobody\n',
    { code: 'lab-syntax', line: 1, column: 7, message: expect.stringContaining('*nobody is an alias in YAML') },
  ],
  [
    'a wildcard without quotes',
    'certificates:\n  domains: [*.home.example.org]\n',
    { code: 'lab-syntax', line: 2, column: 13, hint: 'put it in quotes: "*.home.example.org"' },
  ],
  [
    'a text that begins with a sign of YAML',
    'name: @home\n',
    { code: 'lab-syntax', line: 1, column: 7, hint: 'put the text in quotes: YAML keeps this sign for itself' },
  ],
  [
    'two documents',
    `${homeText}---\nname: two\n`,
    { code: 'lab-several-documents', line: homeText.split('\n').length, column: 1 },
  ],
  [
    'a list',
    '- a\n',
    {
      code: 'lab-wrong-type',
      line: 1,
      message: 'the lab file: expected a mapping, got a list',
      hint: expect.any(String),
    },
  ],
  ['a lone word', 'home\n', { code: 'lab-wrong-type', message: 'the lab file: expected a mapping, got "home"' }],
  ['a Kubernetes object', 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\n', { code: 'lab-not-a-lab', line: 1 }],
  [
    'a depth no person writes',
    `${'['.repeat(200_000)}`,
    { code: 'lab-syntax', message: 'not valid YAML: it is nested too deeply' },
  ],
])('%s is a finding', async (_what, text, expected) => {
  const findings = await findingsOf(text);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ severity: 'error', file: 'lab.yaml', ...expected });
  expect(findings[0]!.hint ?? findings[0]!.message).toMatch(/\w/);
});

test.each([
  ['a value', '    apiToken:\n      env: CLOUDFLARE_API_TOKEN', '    apiToken: s3cr3t-value'],
  ['a value under a wrong key', '      env: CLOUDFLARE_API_TOKEN', '      value: s3cr3t-value'],
  ['a value of the wrong type', '      env: CLOUDFLARE_API_TOKEN', '      env: [s3cr3t-value]'],
  ['a value on a line with a syntax error', '      env: CLOUDFLARE_API_TOKEN', '      token: s3cr3t-value: x'],
])('a secret written in the lab file is not shown: %s', async (_what, from, to) => {
  const findings = await findingsOf(homeWith([from, to]));
  expect(findings).not.toEqual([]);
  expect(JSON.stringify(findings)).not.toContain('s3cr3t');
});

test.each([
  ['with a byte order mark', `\uFEFF${homeText}`],
  ['with Windows line ends', homeText.replaceAll('\n', '\r\n')],
  ['with a document start and end', `---\n${homeText}...\n`],
  [
    'with an alias',
    homeWith(
      ['address: 192.168.88.60', 'address: *gate'],
      ['addresses: [192.168.88.60]', 'addresses: [&gate 192.168.88.60]'],
    ),
  ],
])('a lab file %s reads the same', async (_what, text) => {
  const reading = await parseLabFile(text, 'lab.yaml');
  expect(reading.findings).toEqual([]);
  expect(reading.lab).toEqual((await parseLabFile(homeText, 'lab.yaml')).lab);
  expect(isUsable(reading)).toBe(true);
});

test('Windows line ends shift no column and are not in the excerpt', async () => {
  const [finding] = await findingsOf(homeWith(['autoAssign: false', 'autoasign: false']).replaceAll('\n', '\r\n'));
  expect(finding).toMatchObject({ line: 27, column: 7, excerpt: '      autoasign: false' });
});

test('findings come in order of place, and warnings do not make a lab unusable', async () => {
  const reading = await parseLabFile(
    homeWith(
      ['192.168.88.12\n', '192.168.88.12\n    role: control-plane\n'],
      ['hosts: [hello', 'service: {address: 192.168.88.75}\n    hosts: [hello'],
    ),
    'lab.yaml',
  );
  expect(reading.findings.map(({ code, severity }) => [code, severity])).toEqual([
    ['control-plane-even', 'warning'],
    ['address-not-used', 'warning'],
  ]);
  expect(isUsable(reading)).toBe(true);
  expect(isUsable(await parseLabFile(homeWith(['192.168.88.12', '192.168.88.11']), 'lab.yaml'))).toBe(false);
});

test('no text makes it throw', async () => {
  const lines = homeText.split('\n');
  const cut = fc.tuple(fc.nat(lines.length - 1), fc.nat(lines.length - 1), fc.string());
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        cut.map(([from, to, text]) => [...lines.slice(0, from), text, ...lines.slice(to)].join('\n')),
      ),
      async (text) => {
        const { lab, findings } = await parseLabFile(text, 'lab.yaml');
        expect(lab !== undefined || findings.length > 0).toBe(true);
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

test('a misspelt field is told once, and what is missing at the top is told at its end', async () => {
  const findings = await findingsOf('name: home\nnetwrk: {}\n');
  expect(findings.filter(({ code }) => code === 'lab-unknown-key')).toMatchObject([
    { line: 2, column: 1, hint: 'did you mean "network"?' },
  ]);
  const missing = findings.filter(({ code }) => code === 'lab-missing-field');
  expect(missing.map(({ message }) => message.match(/needs "(\w+)"/)?.[1])).toEqual(['nodes']);
  expect(missing.every(({ line }) => line === 2)).toBe(true);
});
