import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../core/finding.ts';
import { homeText, homeWith } from '../lab/fixtures/home.ts';
import { isUsable } from '../lab/parse-lab.ts';
import { parseLabFile } from './lab-file.ts';

const findingsOf = async (text: string): Promise<readonly Finding[]> => (await parseLabFile(text, 'lab.yaml')).findings;
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

test.each<[what: string, from: string, to: string, expected: Partial<Finding>]>([
  [
    'an unknown key',
    'autoAssign: false',
    'autoasign: false',
    {
      code: 'lab-unknown-key',
      line: 27,
      column: 7,
      message: 'addresses.pools[0] has no field "autoasign"',
      hint: 'did you mean "autoAssign"?',
    },
  ],
  ['an unknown key at the top', 'apps:', 'app:', { code: 'lab-unknown-key', column: 1, hint: 'did you mean "apps"?' }],
  [
    'an unknown key like no other',
    '    port: 8080',
    '    zzzzzzzz: 8080',
    {
      code: 'lab-unknown-key',
      hint: expect.stringMatching(/^known here: name, image, .*service/),
    },
  ],
  [
    'an unknown key of an alternative',
    '    type: acme-dns01-cloudflare',
    '    type: acme-dns01-cloudflare\n    commonName: x',
    { code: 'lab-unknown-key', hint: 'known here: type, email, server, apiToken, nameservers' },
  ],
  [
    'a version that is a range',
    'name: home',
    "name: home\nversions: { traefik: '41' }",
    { code: 'lab-value', line: 2, message: expect.stringContaining('must be one exact version') },
  ],
  [
    'a text for a number',
    'port: 8080',
    'port: "8080"',
    { code: 'lab-wrong-type', message: 'apps[0].port: expected a number, got "8080"', hint: 'remove the quotes: 8080' },
  ],
  [
    'a number for a text',
    'name: home',
    'name: 42',
    {
      code: 'lab-wrong-type',
      line: 1,
      column: 7,
      message: 'name: expected a text, got 42',
      hint: 'put it in quotes: "42"',
    },
  ],
  [
    'a fraction of a port',
    'port: 8080',
    'port: 80.5',
    { code: 'lab-wrong-type', message: 'apps[0].port: expected a whole number, got 80.5' },
  ],
  [
    'a text for a switch',
    'autoAssign: false',
    'autoAssign: no',
    { code: 'lab-wrong-type', message: 'addresses.pools[0].autoAssign: expected true or false, got "no"' },
  ],
  [
    'a text for a list',
    'hosts: [hello.home.example.org]',
    'hosts: hello.home.example.org',
    {
      code: 'lab-wrong-type',
      message: 'apps[0].hosts: expected a list, got "hello.home.example.org"',
      hint: 'write a list: [hello.home.example.org]',
    },
  ],
  [
    'a mapping for one or more texts',
    'cidr: 192.168.88.0/24',
    'cidr: {v4: 192.168.88.0/24}',
    { code: 'lab-wrong-type', message: 'network.cidr: expected a text, got a mapping' },
  ],
  [
    'a number in a list of texts',
    '- 192.168.88.100-192.168.88.200',
    '- 5',
    { code: 'lab-wrong-type', message: 'network.dhcp[0]: expected a text, got 5' },
  ],
  [
    'a missing field',
    '    address: 192.168.88.11\n',
    '    labels: {}\n',
    { code: 'lab-missing-field', message: 'nodes[0] needs "address": a text', line: 16 },
  ],
  [
    'a field without value',
    '  cidr: 192.168.88.0/24',
    '  cidr:',
    { code: 'lab-missing-field', message: 'network needs "cidr": a text', line: 6 },
  ],
  [
    'an empty list',
    'hosts: [hello.home.example.org]',
    'access: []',
    { code: 'lab-value', message: 'apps[0].access: the list is empty' },
  ],
  [
    'a port out of range',
    'port: 8080',
    'port: 80800',
    {
      code: 'lab-value',
      message: 'apps[0].port: 80800 is too large: it must be at most 65535',
      hint: 'write 65535 or less',
    },
  ],
  [
    'a field left out',
    '    image: ghcr.io/traefik/whoami:v1.11.0\n',
    '',
    {
      message: 'apps[0].image: an app needs an image or a chart',
      hint: 'write image: docker.io/traefik/whoami:v1.11.0',
    },
  ],
  [
    'a field of a section left out',
    '    host: traefik.home.example.org\n',
    '',
    {
      message: 'ingress.dashboard needs "host": a text',
      hint: 'write host: traefik.home.example.org',
    },
  ],
  ['an empty list', '[192.168.88.60]', '[]', { hint: 'write addresses: [192.168.88.60-192.168.88.69]' }],
  [
    'a word like no other',
    'distribution: k3s',
    'distribution: zzzzz',
    { hint: 'write one of them, e.g. distribution: k3s' },
  ],
  [
    'a repository as Git writes it',
    'https://git.home.example.org/ops/cluster.git',
    'git@github.com:me/lab.git',
    { line: 4, column: 8, hint: 'write ssh://git@github.com/me/lab.git' },
  ],
  [
    'a label that is none',
    '    address: 192.168.88.12\n',
    '    address: 192.168.88.12\n    labels: { size: "very large" }\n',
    { message: expect.stringContaining('nodes[1].labels.size: "very large" is no value of a label') },
  ],
  [
    'a key of a label that is none',
    '    address: 192.168.88.12\n',
    '    address: 192.168.88.12\n    labels: { "a b": x }\n',
    { message: expect.stringContaining('nodes[1].labels: the name "a b" is no key') },
  ],
  [
    'a variable with its value',
    'hosts: [hello',
    'env: { "A=1": x }\n    hosts: [hello',
    { hint: 'write the name before the ":", and the value behind it' },
  ],
  [
    'a range of versions',
    'name: home',
    "name: home\nversions: { traefik: '41.x' }",
    { hint: 'write all three numbers, e.g. 41.0.0' },
  ],
  ['a path without its slash', 'hosts: [hello', 'path: app\n    hosts: [hello', { hint: 'write /app' }],
  [
    'the root as a writable folder',
    'hosts: [hello',
    'writable: [/]\n    hosts: [hello',
    { message: expect.stringContaining('cannot be mounted over') },
  ],
  [
    'a word misspelt',
    'role: control-plane',
    'role: controlplane',
    {
      code: 'lab-value',
      message: 'nodes[0].role: expected one of control-plane, worker, got "controlplane"',
      hint: 'did you mean "control-plane"?',
    },
  ],
  [
    'an issuer nobody knows',
    'acme-dns01-cloudflare',
    'acme-dns01-cloudflair',
    {
      code: 'lab-value',
      message:
        'certificates.issuer.type: expected one of acme-dns01-cloudflare, acme-http01, internal-ca, got "acme-dns01-cloudflair"',
      hint: 'did you mean "acme-dns01-cloudflare"?',
    },
  ],
  [
    'an access nobody knows',
    'hosts: [hello.home.example.org]',
    'hosts: [hello.home.example.org]\n    access: trustd',
    {
      code: 'lab-value',
      message: 'apps[0].access: expected one of everyone, trusted, lan, got "trustd"',
      hint: 'did you mean "trusted"?',
    },
  ],
  [
    'a name in capitals',
    'name: k3s-1',
    'name: K3S-1',
    { code: 'lab-value', message: expect.stringContaining('nodes[0].name: "K3S-1" must be lower-case') },
  ],
  [
    'a name in capitals as a key',
    'ingress:',
    'ingress:\n  entryPoints: {Web: {port: 80}}',
    { code: 'lab-value', message: expect.stringContaining('ingress.entryPoints: the name "Web" must be lower-case') },
  ],
  [
    'a range cut short',
    '192.168.88.70-192.168.88.79',
    '192.168.88.70-79',
    {
      code: 'lab-value',
      line: 32,
      column: 19,
      message: 'addresses.pools[2].addresses[0]: "192.168.88.70-79" is not a range of addresses',
      hint: 'write the end in full: 192.168.88.70-192.168.88.79',
    },
  ],
  [
    'a secret without source',
    '      env: CLOUDFLARE_API_TOKEN',
    '      key: token',
    {
      code: 'lab-value',
      message: 'certificates.issuer.apiToken: no source of the secret is named',
      hint: 'name exactly one of file, env, sops',
    },
  ],
  [
    'a secret with two sources',
    '      env: CLOUDFLARE_API_TOKEN',
    '      env: A\n      file: /run/token',
    { code: 'lab-value', message: 'certificates.issuer.apiToken: 2 sources of one secret are named' },
  ],
])('%s is a finding', async (_what, from, to, expected) => {
  const findings = await findingsOf(homeWith([from, to]));
  expect(findings[0]).toMatchObject({ severity: 'error', file: 'lab.yaml', ...expected });
  expect(findings.filter(({ code }) => code !== 'lab-unknown-key' && code !== 'lab-missing-field').length).toBeLessThan(
    2,
  );
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
