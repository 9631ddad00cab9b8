import { describe, expect, it } from 'vitest';
import { compilePattern } from './select.ts';

describe('the pattern of a selector', () => {
  it.each([
    [undefined, 'anything', true],
    ['', 'anything', true],
    ['a|b', 'b', true],
    ['a|b', 'ab', false],
    ['(?i)hello', 'HELLO', true],
    ['[[:alpha:]]+', 'abc', true],
    ['\\pL+', 'é', true],
    ['(a+)+', `${'a'.repeat(50_000)}!`, false],
    ['(a|a)*b', 'a'.repeat(50_000), false],
  ])('%j is meant for the whole of %.20s: %s', (pattern, text, matches) => {
    expect(compilePattern(pattern)(text)).toBe(matches);
  });

  it.each([
    ['(?!x)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?!`'],
    ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
    ['(', 'error parsing regexp: missing closing ): `^(?:()$`'],
  ])('%s is refused in the words of Go', (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
