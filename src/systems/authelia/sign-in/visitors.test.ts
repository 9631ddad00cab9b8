import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../config/read-configuration.ts';
import { visitorsOf } from './visitors.ts';

const reading = readConfiguration(
  `session: { cookies: [{ domain: example.org, authelia_url: 'https://auth.example.org' }] }
access_control:
  rules:
    - { domain: app.example.org, policy: two_factor, subject: 'group:admins' }
    - { domain: app.example.org, policy: one_factor, subject: [['user:bob', 'group:family']], networks: [192.168.0.0/16] }
    - { domain: open.example.org, policy: bypass }
`,
  false,
);

const played = (host: string, from = '192.168.5.7') => {
  if (!('configuration' in reading)) throw new Error(JSON.stringify(reading));
  const visitors = visitorsOf(reading.configuration)({ host, path: '/', from });
  return 'unknown' in visitors ? visitors.unknown : visitors.map(({ who, status }) => `${who}: ${status}`);
};

describe('whom to play', () => {
  test('are strangers, those whom a rule is about, with the factors it asks for and with fewer, and one more', () => {
    expect(played('app.example.org')).toEqual([
      'not signed in: 302',
      'one of admins with one factor: 302',
      'one of admins with two factors: 200',
      'bob, one of family: 200',
      'in no group: 403',
    ]);
  });

  test('depends on where they are', () => {
    expect(played('app.example.org', '203.0.113.7')).toContain('bob, one of family: 403');
  });

  test('are let in where everybody is', () => {
    expect(played('open.example.org')).toEqual(['not signed in: 200', 'in no group: 200']);
  });

  test('is not known of a host without a session', () => {
    expect(played('app.example.net')).toBe('app.example.net is under no domain of session.cookies');
  });
});
