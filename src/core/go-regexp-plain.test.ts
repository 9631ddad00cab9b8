import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGoRegexp, goRegexpProblem } from './go-regexp.ts';
import { isPlainGoRegexp } from './go-regexp-plain.ts';

describe('expressions that need not be asked about', () => {
  test.each([
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$',
    '^(http|https)://.*$',
    '^.+[^/]$',
    '^[A-Za-z0-9_./-]{1,253}$',
    'a{0,0}|b',
    '(?:a|b)+',
    '^(6553[0-5]|655[0-2][0-9])$',
  ])('%s is plain', (pattern) => {
    expect(isPlainGoRegexp(pattern)).toBe(true);
  });

  test.each([
    'a**',
    'a{2}{3}',
    '(',
    ')',
    'a)',
    '[a',
    '[z-a]',
    '[5-3]',
    '[b-a-c]',
    '*a',
    '(?=a)',
    'a{3,2}',
    '(a{900}){900}',
    '\\8',
    'a{1001}',
    '[[:none:]]',
    '|*',
    '^*',
    '(a',
    '\\',
    'a++',
  ])('%s is left to the engine', (pattern) => {
    expect(isPlainGoRegexp(pattern)).toBe(false);
  });

  test('a plain one that is too large for the engine is refused as before', () => {
    const pattern = '.{999}'.repeat(100);
    expect(isPlainGoRegexp(pattern)).toBe(true);
    expect(goRegexpProblem(pattern)).toContain('expression too large');
  });

  test('are read by the engine whatever they are put together of', () => {
    const pieces = [
      'a',
      '-',
      'z',
      '0',
      '[',
      ']',
      '^',
      '$',
      '(',
      ')',
      '?',
      ':',
      '*',
      '+',
      '{',
      '}',
      ',',
      '1',
      '9',
      '|',
      '.',
      '\\',
      'd',
      '[a-z]',
      '[1-5',
      '(?:',
      '{1,9}',
      '=',
      '!',
      '&',
    ];
    let plain = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (parts) => {
        const pattern = parts.join('');
        if (!isPlainGoRegexp(pattern)) return;
        plain++;
        expect(compileGoRegexp(pattern), pattern).toHaveProperty('regexp');
      }),
      { numRuns: 5000, seed: 1 },
    );
    expect(plain).toBeGreaterThan(50);
  });
});
