import { expect, test } from 'vitest';
import { addressesCases } from '../../test/lab-cases/addresses.ts';
import { appsCases } from '../../test/lab-cases/apps.ts';
import { certificatesCases } from '../../test/lab-cases/certificates.ts';
import {
  dual,
  hosts,
  type LabCase,
  loadBalancer,
  pools,
  type Replacement,
  secondApp,
} from '../../test/lab-cases/changes.ts';
import { deliveryCases } from '../../test/lab-cases/delivery.ts';
import { gateCases } from '../../test/lab-cases/gate.ts';
import { machinesCases } from '../../test/lab-cases/machines.ts';
import { homeText, homeWith } from '../lab/fixtures/home.ts';
import { components } from './components.ts';
import { parseLabFile } from './lab-file.ts';
import { labRules } from './lab-rules.ts';
import { ruledSystems } from './ruled.ts';

const cases: readonly LabCase[] = [
  ...machinesCases,
  ...appsCases,
  ...deliveryCases,
  ...certificatesCases,
  ...addressesCases,
  ...gateCases,
];

test('the sample lab has no findings', async () => {
  expect((await parseLabFile(homeText, 'lab.yaml')).findings).toEqual([]);
});

test.each(cases)('%s: %s', async (code, message, at, ...replacements) => {
  const text = homeWith(...replacements);
  const { findings } = await parseLabFile(text, 'lab.yaml');
  const found = findings.find((finding) => finding.code === code);
  expect(found, JSON.stringify(findings, null, 1)).toMatchObject({ code, message: expect.stringContaining(message) });
  const lines = text.split('\n');
  const pointed = [lines[found!.line! - 1]!.slice(found!.column! - 1), ...lines.slice(found!.line!)].join('\n');
  expect(pointed.replace(/^"/, '').slice(0, at.length)).toBe(at);
  expect(found!.excerpt).toBe(lines[found!.line! - 1]!.trimEnd());
  expect(found!.hint).toMatch(/\w/);
  expect(found!.why).toMatch(/\w/);
});

test.each(cases)('%s is the only kind of error: %s', async (code, _message, _at, ...replacements) => {
  const { findings } = await parseLabFile(homeWith(...replacements), 'lab.yaml');
  const others = findings.filter((finding) => finding.code !== code && finding.severity === 'error');
  const expectedCompany: Readonly<Record<string, readonly string[]>> = {
    'pool-outside-network': ['pool-contains-broadcast-address'],
  };
  expect(others.map((finding) => finding.code).filter((other) => !expectedCompany[code]?.includes(other))).toEqual([]);
});

test('every check has a case', () => {
  // Lines about secrets are not quoted, so that one has a test of its own below; versions, and systems that this lab does not choose,
  // have theirs in the examples of their rules.
  const chosen = new Set(components.filter(({ isChosen }) => isChosen).map(({ id }) => id));
  const unchosen = new Set(
    ruledSystems.filter(({ id }) => chosen.has(id)).flatMap(({ rules }) => rules.map(({ id }) => id)),
  );
  const byExamples = labRules.map(({ id }) => id).filter((id) => unchosen.has(id) || id.endsWith('-version-not-known'));
  const tested = [...cases.map(([code]) => code), 'secret-outside-repository', ...byExamples];
  expect([...new Set(tested)].sort()).toEqual(labRules.map(({ id }) => id).sort());
});

/** Labs that look odd and are right. */
const fine: readonly [why: string, ...replacements: Replacement[]][] = [
  [
    'a node in the DHCP range whose lease is reserved',
    ['192.168.88.12', '192.168.88.112'],
    ['range: 192.168.88.5\n', 'range: 192.168.88.112\n'],
  ],
  ['a pool of IPv6 addresses beside one of IPv4', ...dual('[192.168.88.70-192.168.88.79, "fd00:88::2000/120"]')],
  [
    'three control planes',
    ['192.168.88.12\n', '192.168.88.12\n    role: control-plane\n'],
    ['192.168.88.13\n', '192.168.88.13\n    role: control-plane\n'],
  ],
  [
    'a cluster that exists already, its roles unsaid',
    ['distribution: k3s', 'distribution: existing'],
    ['    role: control-plane\n', ''],
  ],
  ['one host with two paths', [hosts, secondApp('other', 'hosts: [hello.home.example.org]\n    path: /other')]],
  [
    'an app that asks for a free address of a pool',
    [hosts, `${hosts}\n    service: {type: LoadBalancer, address: 192.168.88.75}`],
  ],
  ['an app that takes any address', [hosts, loadBalancer]],
  ['a pool right beside the DHCP range', [pools, '[192.168.88.90-192.168.88.99, 192.168.88.201-192.168.88.254]']],
  [
    'a plain HTTP app outside the certificate',
    [hosts, 'hosts: [hello.example.org]\n    tls: false'],
    ['ingress:\n', 'ingress:\n  redirectToHttps: false\n'],
  ],
  [
    'a plain HTTP app at an entry point that is not redirected',
    [hosts, `${hosts}\n    tls: false`],
    [
      'ingress:\n',
      'ingress:\n  entryPoints: {web: {port: 80}, websecure: {port: 443, tls: true}, plain: {port: 8081}}\n',
    ],
  ],
  ['apps beside the clusters', ['/ops/cluster.git\n', '/ops/cluster.git\n  folders:\n    apps: cluster-apps\n']],
  [
    'an internal CA for a private domain',
    [
      '    type: acme-dns01-cloudflare\n    email: ops@home.example.org\n    apiToken:\n      env: CLOUDFLARE_API_TOKEN\n',
      '    type: internal-ca\n',
    ],
    ['    - home.example.org\n', '    - home.example.org\n    - homelab.lan\n'],
  ],
  ['an underscore in a host of an IngressRoute', [hosts, 'hosts: [he_llo.home.example.org]']],
  ['an authority without an e-mail address', ['    email: ops@home.example.org\n', '']],
  [
    'a repository over SSH with its Secret',
    [
      'https://git.home.example.org/ops/cluster.git',
      'ssh://git@git.home.example.org/ops/cluster.git\n  secret: git.credentials',
    ],
  ],
  ['nodes with a domain in their names', ['name: k3s-1', 'name: k3s-1.home.example.org']],
  ['no pods of an app', [hosts, `${hosts}\n    replicas: 0`]],
  ['the network given by the address of the gateway', ['cidr: 192.168.88.0/24', 'cidr: 192.168.88.1/24']],
];

test.each(fine)('no false alarm: %s', async (_why, ...replacements) => {
  const { lab, findings } = await parseLabFile(homeWith(...replacements), 'lab.yaml');
  expect(findings).toEqual([]);
  expect(lab?.name).toBe('home');
});

test.each(['../../age.key', '/etc/passwd', '.git/token.yaml'])(
  'an encrypted Secret at %s is none of the repository',
  async (file) => {
    const { findings } = await parseLabFile(homeWith(['env: CLOUDFLARE_API_TOKEN', `sops: ${file}`]), 'lab.yaml');
    const line = homeText.split('\n').findIndex((text) => text.includes('CLOUDFLARE_API_TOKEN')) + 1;
    expect(findings).toMatchObject([{ code: 'secret-outside-repository', severity: 'error', line }]);
    expect(findings[0]?.message).toContain(file);
  },
);
