import { expect, test } from 'vitest';
import type { ReachAnswer, ReachReport, ReachRow } from '../app/reach-report.ts';
import { printReach } from './reach-text.ts';
import { plainStyle } from './style.ts';

const all = ['0.0.0.0/0'];
const answer = (does: ReachAnswer['does'], more: Partial<ReachAnswer> = {}): ReachAnswer => ({
  does,
  status: 0,
  backend: '',
  clients: all,
  ...more,
});
const reached = (clients: readonly string[] = all) => answer('reached', { backend: 'apps/hello', clients });
const row = (more: Partial<ReachRow> = {}): ReachRow => ({
  host: 'hello.example.org',
  path: '/',
  scheme: 'https',
  address: '10.0.0.9',
  port: 443,
  url: 'https://hello.example.org/',
  owner: 'traefik/traefik',
  nodes: ['n1', 'n2'],
  objects: ['IngressRoute/apps/hello'],
  certificate: 'traefik/wildcard',
  seenAs: [],
  login: 'none',
  access: [{ who: 'anybody', answers: [reached()] }],
  ...more,
});
const report = (rows: readonly ReachRow[], more: Partial<ReachReport> = {}): ReachReport => ({
  schemaVersion: 1,
  lab: 'home',
  networks: [{ name: 'lab', ranges: ['10.0.0.0/24'] }],
  rows,
  unknown: [],
  ...more,
});
const print = (told: ReachReport): string => printReach(told, 80, plainStyle).join('\n');

test('hosts stand below their address, with who answers, from where they are reached, and where they lead', () => {
  const refused = answer('refused', { status: 403, clients: ['0.0.0.0-9.255.255.255', '10.0.1.0-255.255.255.255'] });
  const redirect = answer('sent-on', { status: 301, to: 'https://hello.example.org/' });
  const text = print(
    report([
      row(),
      row({ scheme: 'http', port: 80, certificate: '', access: [{ who: 'anybody', answers: [redirect] }] }),
      row({
        host: 'dash.example.org',
        access: [{ who: 'anybody', answers: [reached(['10.0.0.0/24']), refused] }],
      }),
    ]),
  );
  expect(text).toContain('10.0.0.9  traefik/traefik: n1 answers, then n2');
  expect(text).toContain('http is sent on to https');
  expect(text).toMatch(/hello\.example\.org +everyone +apps\/hello|hello\.example\.org +\S.* apps\/hello/);
  expect(text).toMatch(/dash\.example\.org +lab +apps\/hello/);
  expect(text).toContain('certificate traefik/wildcard: all 2 hosts');
  expect(text).toContain('lab: 10.0.0.0/24');
});

test('who must have signed in, what nobody reaches, and bytes of any kind are told', () => {
  const members = { who: 'one of admins', answers: [reached()] };
  const text = print(
    report([
      row({ login: 'asked', access: [{ who: 'anybody', answers: [answer('sent-on', { status: 302 })] }, members] }),
      row({ host: '10.0.0.9', scheme: 'tcp', port: 5432, certificate: '', path: '' }),
      row({ host: '10.0.0.9', scheme: 'udp', port: 53, certificate: '', path: '' }),
      row({ host: 'closed.example.org', access: [{ who: 'anybody', answers: [answer('refused', { status: 404 })] }] }),
      row({
        host: 'dead.example.org',
        port: 8443,
        access: [{ who: 'anybody', answers: [answer('no-answer', { reason: 'no endpoint' })] }],
      }),
      row({
        host: 'open.example.org',
        access: [{ who: 'anybody', answers: [answer('not-known', { reason: 'a plugin decides' })] }],
      }),
    ]),
  );
  expect(text).toContain('LOGIN');
  expect(text).toMatch(/one of\s+admins/);
  expect(text).toContain('port 5432');
  expect(text).toContain('port 53 (UDP)');
  expect(text).toContain('nowhere: 404');
  expect(text).toMatch(/no answer: no\s+endpoint/);
  expect(text).toContain('dead.example.org:8443');
  expect(text).toMatch(/not known: a\s+plugin\s+decides/);
});

test('paths that differ are rows of their own, and what pods see in place of clients is said', () => {
  const other = answer('reached', { backend: 'apps/api' });
  const text = print(
    report([
      row({ seenAs: ['10.42.0.1'], nodes: [] }),
      row({ path: '/api', seenAs: ['10.42.0.1'], nodes: [], access: [{ who: 'anybody', answers: [other] }] }),
    ]),
  );
  expect(text).toContain('no node answers for it');
  expect(text).toContain('the pods see 10.42.0.1 in place of clients');
  expect(text).toContain('hello.example.org/api');
});

test('nothing to reach, and nothing that is known, are two things', () => {
  expect(print(report([]))).toContain('No address is served');
  const unknown = [{ object: 'IngressRoute/apps/a', route: '', reason: 'a header decides', knownBy: 'the header' }];
  const text = print(report([], { unknown }));
  expect(text).toContain('No address is known.');
  expect(text).toContain('IngressRoute/apps/a: a header decides; known by the header');
});
