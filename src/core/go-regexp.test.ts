import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGoRegexp, type GoRegexp, matchesGoRegexp, RegexpWorkError } from './go-regexp.ts';
import { estimateProgramSize } from './go-regexp-size.ts';

interface Recorded {
  readonly pattern: string;
  readonly text: string;
  readonly template: string;
  readonly problem?: string;
  readonly groups?: readonly (string | null)[];
  readonly all?: readonly string[];
  readonly replaced?: string;
}

/** Answers of Go's own regexp package; `conformance/oracles/go-regexp.go` writes them. */
const recorded = JSON.parse(readFileSync(new URL('./fixtures/go-regexp.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Recorded[];
};

function regexpOf(pattern: string): GoRegexp {
  const compiled = compileGoRegexp(pattern);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.regexp;
}

const hostile = `${'a'.repeat(50_000)}!`;

describe('a regular expression', () => {
  it.each(recorded.cases.map((one) => [JSON.stringify([one.pattern, one.text, one.template]), one] as const))(
    '%s means what it means in Go',
    (_, { pattern, text, template, ...expected }) => {
      const compiled = compileGoRegexp(pattern);
      if ('problem' in compiled) {
        expect({ problem: compiled.problem }).toEqual(expected);
        return;
      }
      const { regexp } = compiled;
      const groups = regexp.groups(text);
      const all = regexp.findAll(text, -1);
      expect({
        ...(groups ? { groups: groups.map((group) => group ?? null) } : {}),
        ...(all.length > 0 ? { all } : {}),
        replaced: regexp.replaceAll(text, template),
      }).toEqual({ replaced: '', ...expected });
      expect([regexp.matches(text), regexp.find(text)]).toEqual([groups !== undefined, groups?.[0]]);
    },
  );

  it('finds at most as many matches as asked for', () => {
    expect([0, 1, 2, -1].map((limit) => regexpOf('a').findAll('a a a', limit).length)).toEqual([0, 1, 2, 3]);
  });

  it.each(['(a+)+$', '(a|a)*b', '(a|aa)+$', '(.*)*x', '^(([a-z])+.)+[A-Z]([a-z])+$', '(a?){50}a{50}$'])(
    '%s takes no more than linear time',
    (pattern) => {
      const regexp = regexpOf(pattern);
      expect([regexp.matches(hostile), regexp.find(hostile), regexp.groups(hostile)]).toEqual([
        false,
        undefined,
        undefined,
      ]);
      expect(regexp.replaceAll(hostile, 'x')).toBe(hostile);
    },
  );

  it.each([
    ['tries the whole text again from every place', 'a.*c|a', 'a'.repeat(50_000)],
    ['is large and matches everywhere', '(?:a?){1000}(?:b|$)', 'a'.repeat(50_000)],
  ])('gives up when it %s', (_, pattern, text) => {
    expect(() => regexpOf(pattern).replaceAll(text, 'x')).toThrow(RegexpWorkError);
    expect(regexpOf(pattern).replaceAll('aaa', 'x')).not.toBe('aaa');
  });

  it('gives up when replacing makes a text without measure', () => {
    expect(() => regexpOf('a').replaceAll('a'.repeat(1000), 'x'.repeat(50_000))).toThrow('larger than 16 MiB');
  });

  it.each([
    ['counts', '(?:a?){1000}'.repeat(2000)],
    ['letters', 'x'.repeat(1_000_000)],
    ['choices', Array.from({ length: 50_000 }, (_, i) => `x${i}`).join('|')],
    ['classes', '\\pL'.repeat(200_000)],
    ['open groups', '('.repeat(200_000)],
  ])('with too many %s is refused before it is compiled', (_, pattern) => {
    expect(compileGoRegexp(pattern)).toHaveProperty('problem', expect.stringContaining('expression too large: `'));
  });

  it('nested too deeply is refused in the words of Go', () => {
    const pattern = `${'('.repeat(1001)}${')'.repeat(1001)}`;
    expect(compileGoRegexp(pattern)).toEqual({
      problem: `error parsing regexp: expression nests too deeply: \`${pattern}\``,
    });
  });

  it('keeps the meaning of patterns that were pushed out of the cache', () => {
    for (let i = 0; i < 1500; i++) compileGoRegexp(`^x${i}$`);
    expect([matchesGoRegexp('^x0$', 'x0'), matchesGoRegexp('^x0$', 'x1'), matchesGoRegexp('(', '')]).toEqual([
      true,
      false,
      undefined,
    ]);
  });
});

describe('the size of an expression told from its text', () => {
  const atom = fc.constantFrom('a', '.', '[a-z]', '\\d', '\\pL', 'ab', '[[:alpha:]x]', '^', '\\b', '\\Qa{9}\\E');
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { depthSize: 'small' },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `${one}${other}`),
      fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{3}', '{2,}', '{0,4}'))
        .map((parts) => parts.join('').replace(/^(.*)(\*|\+|\?|\{[^}]*\})$/s, '(?:$1)$2')),
    ),
  }));

  it('is never smaller than what it compiles to', async () => {
    const { RE2JS } = await import('re2js');
    fc.assert(
      fc.property(pattern, (text) => {
        const estimate = estimateProgramSize(text, 1_000_000);
        fc.pre(estimate > 0);
        // Two instructions begin and end each program.
        expect(estimate + 2).toBeGreaterThanOrEqual(RE2JS.compile(text).programSize());
      }),
    );
  });
});
