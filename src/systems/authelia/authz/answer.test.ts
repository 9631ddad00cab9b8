import { describe, expect, test } from 'vitest';
import type { Visitor } from '../../../cluster/network.ts';
import { readConfiguration } from '../config/read-configuration.ts';
import { answerAuthz } from './answer.ts';
import { sessionCookie } from './session.ts';

const written = (more = ''): string => `
session: { cookies: [{ domain: example.org, authelia_url: 'https://auth.example.org' }] }
access_control:
  rules:
    - { domain: open.example.org, policy: bypass }
    - { domain: app.example.org, policy: two_factor, subject: 'group:admins' }
    - { domain: app.example.org, policy: one_factor, subject: 'group:family', networks: [192.168.0.0/16] }
${more}`;

const configured = (more?: string) => {
  const reading = readConfiguration(written(more), false);
  if (!('configuration' in reading)) throw new Error(JSON.stringify(reading));
  return reading.configuration;
};

const asking = (headers: Readonly<Record<string, string>> = {}) => ({
  'x-forwarded-method': 'GET',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'app.example.org',
  'x-forwarded-uri': '/a?b=c d',
  'x-forwarded-for': '192.168.5.7, 10.42.0.3',
  accept: 'text/html',
  ...headers,
});

const as = (visitor: Partial<Visitor>) => ({
  cookie: `other=1; ${sessionCookie({ name: 'authelia_session' }, { user: 'a', groups: [], factors: 1, ...visitor })}`,
});

const answer = (headers?: Readonly<Record<string, string>>, target = '/api/authz/forward-auth', method = 'GET') =>
  answerAuthz(configured(), { method, target, headers: asking(headers) });

const portal = 'https://auth.example.org/?rd=https%3A%2F%2Fapp.example.org%2Fa%3Fb%3Dc+d&rm=';

describe('the forward-auth endpoint', () => {
  test.each<[string, Readonly<Record<string, string>>, number]>([
    ['a stranger', {}, 302],
    ['a stranger who posts', { 'x-forwarded-method': 'POST' }, 303],
    ['a script', { 'x-requested-with': 'XMLHttpRequest' }, 401],
    ['a program that wants no page', { accept: 'application/json' }, 401],
    ['curl', { accept: '*/*' }, 302],
    ['an admin with one factor', as({ groups: ['admins'] }), 302],
    ['an admin with two', as({ groups: ['admins'], factors: 2 }), 200],
    ['the family at home', as({ groups: ['family'] }), 200],
    ['the family elsewhere', { ...as({ groups: ['family'] }), 'x-forwarded-for': '203.0.113.7' }, 403],
    ['somebody else', as({ groups: ['guests'], factors: 2 }), 403],
    ['a stranger at what is open', { 'x-forwarded-host': 'open.example.org' }, 200],
    ['a stranger at what no rule names', { 'x-forwarded-host': 'b.example.org' }, 403],
    ['a request without TLS', { 'x-forwarded-proto': 'http' }, 400],
    ['a host of another domain', { 'x-forwarded-host': 'app.example.net' }, 400],
    ['a request without a host', { 'x-forwarded-host': '' }, 400],
    ['a request without a method', { 'x-forwarded-method': '' }, 400],
  ])('answers %s', (_, headers, status) => {
    expect(answer(headers)).toMatchObject({ status });
  });

  test('sends strangers to the portal with where they came from', () => {
    expect(answer()).toMatchObject({ headers: [['Location', `${portal}GET`], expect.anything()] });
    expect(answer({ accept: '' })).toMatchObject({ headers: [['Location', `${portal}GET`], expect.anything()] });
  });

  test('names whoever is let in', () => {
    expect(answer(as({ user: 'alice', groups: ['admins', 'family'], factors: 2 }))).toMatchObject({
      headers: [
        ['Remote-User', 'alice'],
        ['Remote-Groups', 'admins,family'],
        ['Remote-Name', 'alice'],
      ],
    });
  });

  test('does not take a portal outside the domain', () => {
    expect(answer({}, '/api/authz/forward-auth?authelia_url=https://evil.example.net')).toMatchObject({ status: 400 });
  });

  test('says nothing of passwords that it cannot judge', () => {
    expect(answer({ authorization: 'Basic YTpi' })).toHaveProperty('unknown');
  });

  test('takes questions only, and only where it is declared', () => {
    expect(answer({}, '/api/authz/forward-auth', 'POST')).toMatchObject({ status: 405 });
    expect(answer({}, '/api/authz/other')).toMatchObject({ status: 404 });
    const own = configured('server: { endpoints: { authz: { mine: { implementation: ForwardAuth } } } }');
    expect(answerAuthz(own, { method: 'GET', target: '/api/verify', headers: asking() })).toMatchObject({
      status: 404,
    });
    expect(answerAuthz(own, { method: 'GET', target: '/api/authz/mine', headers: asking() })).toMatchObject({
      status: 302,
    });
  });

  test('of another kind is not modelled', () => {
    expect(answer({}, '/api/verify')).toHaveProperty('unknown');
  });
});
