import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalHost, headersOf, type MatchInput, normaliseTarget } from '../decision/request.ts';
import { compileRouterRule, routerRuleDomains, routerRulePriority } from './router-rule.ts';

/** Verdicts of Traefik 3.7.9's own parser and muxer. */
const recorded = JSON.parse(readFileSync(new URL('../cases/rules-3.7.9.json', import.meta.url), 'utf8')) as readonly {
  readonly rule: string;
  readonly error?: string;
  readonly domains: readonly string[];
}[];

describe('a rule', () => {
  it.each(recorded.map((one) => [JSON.stringify(one.rule), one] as const))(
    '%s gets the verdict of Traefik 3.7.9, in its words',
    (_, { rule, error, domains }) => {
      const compiled = compileRouterRule(rule);
      expect('problem' in compiled ? compiled.problem : undefined).toBe(error);
      expect(routerRuleDomains(rule)).toEqual(domains);
    },
  );

  it('has the bytes of its text as priority', () => {
    expect(routerRulePriority('Host(`example.org`)')).toBe(19n);
    expect(routerRulePriority('Path(`/ü`)')).toBe(11n);
  });

  it('nested deeply is refused without an overflow', () => {
    const compiled = compileRouterRule(`${'('.repeat(50_000)}Host(\`a\`)${')'.repeat(50_000)}`);
    expect(compiled).toHaveProperty('problem');
  });

  it.each([
    ['Host(`a`) && Path(`/x`)', ['a']],
    ['Host(`a`) || Host(`*.b`)', ['a', '*.b']],
    ['(Host(`a`) || Host(`b`)) && Host(`c`)', ['c']],
    ['Host(`a`) || Path(`/x`)', undefined],
    ['!Host(`a`)', undefined],
    ['Host(`*`)', undefined],
  ])('%s can match these hosts only', (rule, hosts) => {
    const compiled = compileRouterRule(rule);
    expect('hosts' in compiled ? compiled.hosts && [...compiled.hosts] : 'refused').toEqual(hosts);
  });
});

describe('a host', () => {
  it.each([
    ['Example.ORG:8000', 'example.org'],
    ['[2001:DB8::1]:80', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['a:b:c', 'a:b:c'],
    ['', ''],
  ])('%s is held against rules as %s', (given, canonical) => {
    expect(canonicalHost(given)).toBe(canonical);
  });
});

describe('a request target', () => {
  it.each([
    ['/foo/../bar', '/bar', '/bar'],
    ['//a', '/a', '/a'],
    ['/foo%20bar', '/foo%20bar', '/foo bar'],
    ['/foo%2fbar', '/foo%2Fbar', '/foo%2Fbar'],
    ['/%41%7e', '/A~', '/A~'],
    ['http://x.example.org/a?b', '/a', '/a'],
    ['http://x.example.org', '/', '/'],
  ])('%s is sent on as %s and routed as %s', (target, escapedPath, routingPath) => {
    expect(normaliseTarget(target)).toMatchObject({ escapedPath, routingPath });
  });

  it.each(['/%', '/%zz', '/a#b', 'a'])('%s is refused', (target) => {
    expect(normaliseTarget(target)).toBeUndefined();
  });

  it('keeps its dots when paths are not sanitised', () => {
    expect(normaliseTarget('/a/../b', false)?.routingPath).toBe('/a/../b');
  });
});

describe('headers', () => {
  it('are known by their canonical names', () => {
    expect([
      ...headersOf([
        ['x-FORWARDED-for', 'a'],
        ['X-Forwarded-For', 'b'],
        ['dnt', '1'],
      ]),
    ]).toEqual([
      ['X-Forwarded-For', ['a', 'b']],
      ['Dnt', ['1']],
    ]);
  });
});

describe('patterns in a rule', () => {
  const hostile = `${'a'.repeat(50_000)}!`;
  const input = {
    canonicalHost: hostile,
    routingPath: `/${hostile}`,
    query: `q=${hostile}`,
    headers: new Map([['X-A', [hostile]]]),
  } as unknown as MatchInput;

  it.each([
    'HostRegexp(`^(a+)+$`)',
    'PathRegexp(`^/(a|aa)+$`)',
    'HeaderRegexp(`X-A`, `(a|a)*b`)',
    'QueryRegexp(`q`, `^(a*)*$`)',
  ])('%s take linear time', (rule) => {
    const compiled = compileRouterRule(rule);
    expect('matches' in compiled && compiled.matches(input)).toBe(false);
  });

  it('that are no Go expressions refuse the rule in the words of Go', () => {
    expect(compileRouterRule('PathRegexp(`^/(?!api)`)')).toHaveProperty(
      'problem',
      expect.stringMatching(
        /compiling PathPrefix matcher: error parsing regexp: invalid or unsupported Perl syntax: `\(\?!`$/,
      ),
    );
  });
});
