import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requiredVariables, substitute } from './envsubst.ts';

const variables: Readonly<Record<string, string>> = { a: 'abc', e: '', h: 'héllo', f: 'bash.string.txt', p: 'a/b/c' };
const run = (text: string, strict = true) => substitute(text, (name) => variables[name], strict);
/** Spells `$` for the linter's sake: templates stand in plain strings. */
const t = (text: string) => text.replaceAll('§', '$');

describe('substitution', () => {
  it.each([
    ['§a', '§a'],
    ['§', '§'],
    ['§1', '§1'],
    ['§§a', '§a'],
    ['§§{a}', '§{a}'],
    ['§§§{a}', '§abc'],
    ['tail §§', 'tail §'],
    ['§{a}', 'abc'],
    ['§{e}', ''],
    ['x§{a}y§{a}', 'xabcyabc'],
    ['§{x:-d}', 'd'],
    ['§{x:=d}', 'd'],
    ['§{x=d}', 'd'],
    ['§{e:=d}', 'd'],
    ['§{x:+alt}', 'alt'],
    ['§{a:+alt}', 'abc'],
    ['§{x:?e}', 'e'],
    ['§{x:=pre-§{a}-suf}', 'pre-abc-suf'],
    ['§{x:=§{y:=deep}}', 'deep'],
    ['§{x:=a}b}', 'ab}'],
    ['§{x:=§§}', '§§'],
    ['§{#a}', '3'],
    ['§{#h}', '6'],
    ['§{a:1}', 'bc'],
    ['§{a:0:2}', 'ab'],
    ['§{a:5}', ''],
    ['§{a: -1}', 'abc'],
    ['§{a/b/X}', 'aXc'],
    ['§{a//b/X}', 'aXc'],
    ['§{a/#a/X}', 'Xbc'],
    ['§{a/%c/X}', 'abX'],
    ['§{p/\\//-}', 'a-b/c'],
    ['§{f#*.}', 'string.txt'],
    ['§{f##*.}', 'txt'],
    ['§{f%.*}', 'bash.string'],
    ['§{f%%.*}', 'bash'],
    ['§{a^}', 'Abc'],
    ['§{a^^}', 'ABC'],
    ['§{h,}', 'héllo'],
  ])('%s gives %s', (text, expected) => {
    expect(run(t(text))).toBe(t(expected));
  });

  it.each([
    ['§{x-d}', 'missing closing brace'],
    ['§{x+d}', 'missing closing brace'],
    ['§{my-var}', 'missing closing brace'],
    ['§{my.var}', 'missing closing brace'],
    ['§{a[0]}', 'missing closing brace'],
    ['§{a@Q}', 'missing closing brace'],
    ['§{a ', 'missing closing brace'],
    ['§{}', 'unable to parse variable name'],
    ['§{ a }', 'unable to parse variable name'],
    ['§{!a}', 'unable to parse variable name'],
    ['§{a/b}', 'bad substitution'],
    ['§{x//a}', 'bad substitution'],
    ['§{x}', 'variable not set (strict mode): "x"'],
    ['§{#x}', 'variable not set (strict mode): "x"'],
    ['§{1}', 'variable not set (strict mode): "1"'],
    ['§{a:1:-1}', 'runtime error: slice bounds out of range [:0]'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => run(t(text))).toThrow(message);
  });

  it('takes a missing variable for empty when it is not strict', () => {
    expect(run(t('[§{x}]'), false)).toBe('[]');
  });

  it('leaves every text without a dollar sign alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('$'));
        expect(run(text)).toBe(text);
      }),
    );
  });

  it('knows which variables a text needs', () => {
    expect(requiredVariables(t('§{a} §{b:=§{c}} §{d^^} §§{e}'))).toEqual(['a', 'c', 'd']);
    expect(requiredVariables(t('§{'))).toBeUndefined();
  });

  it.each([
    ['§{v##*[a-c]}', 'defabcxyz', 'xyz'],
    ['§{v#*[a-c]}', 'defabcxyz', 'bcxyz'],
    ['§{v#[^a]?}', 'défg', 'fg'],
    ['§{v#[^d]?}', 'défg', 'défg'],
    ['§{v#[\\]x]}', ']a', 'a'],
    ['§{v%[\\]x]}', 'a]', 'a]'],
    ['§{v%%-*}', 'a-b-c', 'a'],
    ['§{v#[z-a]}', 'a', 'a'],
    ['§{v#[a}', '[a', '[a'],
  ])('cuts what a shell pattern matches: %s of %j is %j', (text, value, expected) => {
    expect(substitute(t(text), () => value, true)).toBe(expected);
  });

  it('cuts in the time of text by pattern, whatever stars it has', () => {
    const value = `${'a'.repeat(20_000)}!`;
    expect(substitute(t(`§{v##${'*a'.repeat(30)}*b}`), () => value, true)).toBe(value);
    expect(substitute(t(`§{v%%${'*a'.repeat(30)}*!}`), () => value, true)).toBe('');
  });
});
