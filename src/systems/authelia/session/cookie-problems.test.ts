import { describe, expect, test } from 'vitest';
import { cookieProblems } from './cookie-problems.ts';

const cookie = (domain: string, portal = `https://auth.${domain}`) => ({ domain, portal, name: 'authelia_session' });

describe('session domains', () => {
  test.each([
    ['example.org', undefined],
    ['x.home.arpa', undefined],
    ['192.168.5.7', undefined, 'https://192.168.5.7'],
    ['', 'is required'],
    ['*.example.org', 'not a wildcard domain'],
    ['.example.org', 'does not appear to be a valid cookie domain'],
    ['lan', 'at least a single period'],
    ['Example.org', 'does not appear to be a valid cookie domain'],
    ['home.arpa', 'public suffix list'],
    ['example.org', "option 'authelia_url' is required", ''],
    ['example.org', 'does not have a secure scheme', 'http://auth.example.org'],
    ['example.org', 'does not share a cookie scope', 'https://auth.example.net'],
  ])('%j: %s', (domain, problem, portal?: string) => {
    const found = cookieProblems([cookie(domain, portal)]);
    expect(found).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
  });

  test('may not be the same, nor lie under an earlier one', () => {
    expect(cookieProblems([cookie('a.org'), cookie('a.org'), cookie('b.a.org')])).toEqual([
      expect.stringContaining('duplicate'),
      expect.stringContaining('shares the same cookie domain scope'),
    ]);
    expect(cookieProblems([cookie('b.a.org'), cookie('a.org')])).toEqual([]);
  });

  test('must be there', () => {
    expect(cookieProblems([])).toEqual(["session: option 'cookies' is required"]);
  });
});
