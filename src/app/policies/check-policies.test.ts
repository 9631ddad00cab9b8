import { describe, expect, test } from 'vitest';
import { complement, parseAddressSet, printAddressSet } from '../../core/address-set.ts';
import type { ReachAccess, ReachReport, ReachRow } from '../reach-report.ts';
import { checkPolicies } from './check-policies.ts';
import type { HostPolicy } from './policy.ts';
import { suggestPolicies } from './suggest-policies.ts';

const all = ['0.0.0.0/0'];
const rest = (clients: readonly string[]) =>
  printAddressSet(complement(parseAddressSet(clients)).filter(({ family }) => family === 4));
const access = (who: string, clients: readonly string[], more: Partial<ReachAccess> = {}): ReachAccess => ({
  who,
  answers: [
    { does: 'reached', status: 0, backend: 'apps/app', clients },
    { does: 'refused', status: 403, backend: '', clients: rest(clients) },
  ].filter((answer) => answer.clients.length > 0) as ReachAccess['answers'],
  ...more,
});
const unknown: ReachAccess = {
  who: 'anybody',
  answers: [{ does: 'not-known', status: 0, backend: '', reason: 'nobody knows', clients: all }],
};
const admin = { user: 'somebody', groups: ['admins'], factors: 1 } as const;
const row = (host: string, ...given: readonly ReachAccess[]): ReachRow => ({
  host,
  path: '/',
  scheme: 'https',
  address: '192.168.88.60',
  port: 443,
  url: `https://${host}/`,
  owner: 'traefik/traefik',
  nodes: ['node-1'],
  objects: ['IngressRoute/apps/app'],
  certificate: 'traefik/tls',
  seenAs: [],
  login: 'none',
  access: given,
});
const networks: ReachReport['networks'] = [{ name: 'lab network', ranges: ['192.168.88.0/24'] }];
const check = (policy: Omit<HostPolicy, 'host'>, ...given: readonly ReachAccess[]) =>
  checkPolicies(
    { file: 'gatehouse.yaml', hosts: [{ host: ['a.example.org'], ...policy }], nobodys: [] },
    { rows: [row('a.example.org', ...given)], networks, unknown: [] },
  )[0];

const lan = ['192.168.88.0/24'];
const signedIn = access('one of admins', all, { visitor: admin });

describe('a policy', () => {
  test.each([
    ['who may reach it, kept', { from: ['lab'] }, [access('anybody', lan)], 'holds'],
    ['who may reach it, by everyone', { from: ['lab'] }, [access('anybody', all)], 'broken'],
    ['who may reach it, by those who sign in', { from: ['lab'] }, [access('anybody', lan), signedIn], 'broken'],
    ['who may reach it, not known', { from: ['lab'] }, [unknown], 'not-known'],
    ['that nobody may reach it, kept', { from: ['nobody'] }, [access('anybody', [])], 'holds'],
    ['who must reach it, kept', { always: ['lab'] }, [access('anybody', all)], 'holds'],
    ['who must reach it, after signing in', { always: ['everyone'] }, [access('anybody', []), signedIn], 'holds'],
    ['who must reach it, by too few', { always: ['everyone'] }, [access('anybody', lan)], 'broken'],
    ['who must reach it, not known', { always: ['lab'] }, [unknown], 'not-known'],
    ['a login, asked for', { login: true }, [access('anybody', []), signedIn], 'holds'],
    ['a login, not asked of some', { login: true }, [access('anybody', ['10.0.0.9']), signedIn], 'broken'],
    ['a group, kept', { login: ['admins'] }, [access('anybody', []), signedIn], 'holds'],
    ['a group, and another enters', { login: ['family'] }, [access('anybody', []), signedIn], 'broken'],
    ['its certificate', { certificate: 'traefik/tls' }, [access('anybody', all)], 'holds'],
    ['another certificate', { certificate: 'apps/tls' }, [access('anybody', all)], 'broken'],
  ] as const)('on %s', (_, policy, given, state) => {
    expect(check(policy, ...given)?.state).toBe(state);
  });

  test('is broken by a request that anybody can send again', () => {
    expect(check({ from: ['lab'] }, access('anybody', lan), signedIn)).toMatchObject({
      demand: 'from lab only',
      request: { url: 'https://a.example.org/', from: '203.0.113.7', who: 'one of admins', visitor: admin },
    });
    expect(check({ from: ['10.0.0.0/8'] }, access('anybody', lan))?.request?.from).toBe('192.168.88.50');
  });

  test('on a host of which no route is known is not known', () => {
    const policies = { file: '', hosts: [{ host: ['b.example.org'], from: ['lab'] }], nobodys: [] };
    const rows = [row('a.example.org', access('anybody', lan))];
    expect(checkPolicies(policies, { rows, networks, unknown: [] })).toMatchObject([{ state: 'not-known' }]);
  });

  test('on addresses that nobody may have names who has one', () => {
    const policies = { file: '', hosts: [], nobodys: ['192.168.88.60-192.168.88.61', '192.168.88.70'] };
    const rows = [row('a.example.org', access('anybody', lan))];
    expect(checkPolicies(policies, { rows, networks, unknown: [] })).toMatchObject([
      { state: 'broken', message: 'traefik/traefik has the address 192.168.88.60' },
      { state: 'holds' },
    ]);
  });
});

test('what is suggested is what holds, hosts of which the same holds in one entry', () => {
  const rows = [
    row('a.example.org', access('anybody', all)),
    row('b.example.org', access('anybody', [...lan, '10.0.0.9'])),
    row('c.example.org', access('anybody', []), access('one of admins', lan, { visitor: admin })),
    row('d.example.org', access('anybody', all)),
    row('e.example.org', unknown),
  ];
  expect(suggestPolicies({ rows }).split('\n').slice(1)).toEqual([
    '# Left out, as nobody reaches them or it is not known who does: e.example.org',
    'policies:',
    '  hosts:',
    '    - host:',
    '        - a.example.org',
    '        - d.example.org',
    '      always: everyone',
    '      certificate: traefik/tls',
    '    - host:',
    '        - b.example.org',
    '      from:',
    '        - 10.0.0.9',
    '        - 192.168.88.0/24',
    '      always:',
    '        - 10.0.0.9',
    '        - 192.168.88.0/24',
    '      certificate: traefik/tls',
    '    - host:',
    '        - c.example.org',
    '      from:',
    '        - 192.168.88.0/24',
    '      always:',
    '        - 192.168.88.0/24',
    '      login:',
    '        - admins',
    '      certificate: traefik/tls',
    '',
  ]);
});
