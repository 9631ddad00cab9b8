import { expect, test } from 'vitest';
import type { Finding } from '../core/finding.ts';
import { homeWith } from '../lab/fixtures/home.ts';
import { findingsOf } from './test-lab-file.ts';

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
