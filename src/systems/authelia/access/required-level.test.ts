import { describe, expect, test } from 'vitest';
import { parseRange } from '../../../core/address.ts';
import type { AccessRule, Policy, Subject, Target } from './access-control.ts';
import { judge, requiredLevel } from './required-level.ts';

const rule = (policy: Policy, rest: Partial<AccessRule> = {}): AccessRule => ({
  ...{
    domains: ['app.example.org'],
    domainRegexes: [],
    subjects: [],
    networks: [],
    resources: [],
    methods: [],
    query: [],
  },
  policy,
  ...rest,
});
const asks = (rest: Partial<Target> = {}): Target => ({
  ...{ host: 'app.example.org', path: '/', method: 'GET', address: '192.168.5.7' },
  ...rest,
});
const alice: Subject = { user: 'alice', groups: ['admins', 'family'] };
const bob: Subject = { user: 'bob', groups: ['family'] };
const level = (rules: readonly AccessRule[], subject: Subject | undefined, target: Partial<Target> = {}) => {
  const required = requiredLevel({ rules, defaultPolicy: 'deny' }, subject, asks(target));
  return 'unknown' in required ? 'unknown' : `${required.policy} by ${required.rule ?? 'default'}`;
};

describe('the rule that decides', () => {
  test.each<[string, readonly AccessRule[], Subject | undefined, Partial<Target>, string]>([
    ['is the first that matches', [rule('bypass'), rule('deny')], undefined, {}, 'bypass by 0'],
    [
      'is none where nothing matches',
      [rule('bypass', { domains: ['b.example.org'] })],
      undefined,
      {},
      'deny by default',
    ],
    [
      'takes hosts whatever their case',
      [rule('bypass', { domains: ['APP.example.org'] })],
      undefined,
      {},
      'bypass by 0',
    ],
    ['takes any depth below a wildcard', [rule('bypass', { domains: ['*.org'] })], undefined, {}, 'bypass by 0'],
    [
      'is not that of a wildcard for the apex',
      [rule('bypass', { domains: ['*.app.example.org'] })],
      undefined,
      {},
      'deny by default',
    ],
    [
      'finds an expression anywhere',
      [rule('bypass', { domains: [], domainRegexes: ['^app'] })],
      undefined,
      {},
      'bypass by 0',
    ],
    [
      'takes the label of a user',
      [rule('one_factor', { domains: ['{user}.example.org'] })],
      alice,
      { host: 'alice.example.org' },
      'one_factor by 0',
    ],
    [
      'takes no other label for a user',
      [rule('one_factor', { domains: ['{user}.example.org'] })],
      alice,
      {},
      'deny by default',
    ],
    [
      'takes the label of a group',
      [rule('one_factor', { domains: ['{group}.example.org'] })],
      alice,
      { host: 'family.example.org' },
      'one_factor by 0',
    ],
    [
      'takes any label for a stranger',
      [rule('one_factor', { domains: ['{group}.example.org'] })],
      undefined,
      {},
      'one_factor by 0',
    ],
    [
      'takes every subject for a stranger',
      [rule('two_factor', { subjects: [['group:admins']] }), rule('bypass')],
      undefined,
      {},
      'two_factor by 0',
    ],
    [
      'leaves out those of other groups',
      [rule('two_factor', { subjects: [['group:admins']] }), rule('bypass')],
      bob,
      {},
      'bypass by 1',
    ],
    [
      'wants all of an inner list',
      [rule('bypass', { subjects: [['group:family', 'user:bob']] })],
      alice,
      {},
      'deny by default',
    ],
    [
      'wants one of the outer lists',
      [rule('bypass', { subjects: [['user:bob'], ['group:admins']] })],
      alice,
      {},
      'bypass by 0',
    ],
    [
      'looks at networks',
      [rule('bypass', { networks: [parseRange('10.0.0.0/8')!] })],
      undefined,
      {},
      'deny by default',
    ],
    ['looks at methods', [rule('bypass', { methods: ['POST'] })], undefined, {}, 'deny by default'],
    [
      'finds resources unanchored',
      [rule('bypass', { resources: ['^/api'] })],
      undefined,
      { path: '/apix' },
      'bypass by 0',
    ],
    [
      'holds resources against the query too',
      [rule('bypass', { resources: ['^/api$'] })],
      undefined,
      { path: '/api', query: 'x=1' },
      'deny by default',
    ],
    [
      'cleans the path and keeps the last slash',
      [rule('bypass', { resources: ['^/b/$'] })],
      undefined,
      { path: '/a/..//b/' },
      'bypass by 0',
    ],
    [
      'looks at the query',
      [rule('bypass', { query: [[{ operator: 'equal', key: 'k', value: 'v' }]] })],
      undefined,
      { query: 'k=v' },
      'bypass by 0',
    ],
    [
      'is not known behind an expression on the user',
      [rule('bypass', { resources: ['^/(?P<User>\\w+)'] })],
      alice,
      { path: '/alice' },
      'unknown',
    ],
  ])('%s', (_, rules, subject, target, expected) => {
    expect(level(rules, subject, target)).toBe(expected);
  });
});

describe('who has signed in with 0, 1 or 2 factors', () => {
  test.each<[Policy, boolean, string[]]>([
    ['bypass', false, ['allowed', 'allowed', 'allowed']],
    ['one_factor', true, ['unauthorized', 'allowed', 'allowed']],
    ['two_factor', true, ['unauthorized', 'unauthorized', 'allowed']],
    ['deny', false, ['forbidden', 'forbidden', 'forbidden']],
    ['deny', true, ['unauthorized', 'forbidden', 'forbidden']],
  ])('is judged by %s, by subject: %s', (policy, bySubject, expected) => {
    expect(([0, 1, 2] as const).map((factors) => judge({ policy, hasSubjects: bySubject }, factors))).toEqual(expected);
  });
});
