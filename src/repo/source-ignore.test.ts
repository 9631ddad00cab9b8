import { describe, expect, it } from 'vitest';
import { withoutIgnored } from './source-ignore.ts';

const kept = (files: Readonly<Record<string, string>>, ignore?: string) => [
  ...withoutIgnored(new Map(Object.entries(files)), ignore).keys(),
];

describe('what is left out of an artifact', () => {
  it('is what Flux leaves out by default', () => {
    const files = {
      '.github/ci.yaml': '',
      'docs/a.png': '',
      'apps/.sops.yaml': '',
      'apps/a.yaml': '',
      'travis.yml': '',
    };
    expect(kept(files)).toEqual(['apps/a.yaml', 'travis.yml']);
  });

  it.each([
    ['docs/', ['a/b.md', 'a/docs', 'x.yaml']],
    ['/docs', ['a/b.md', 'a/docs', 'a/d/docs/y', 'x.yaml']],
    ['*.md', ['a/docs', 'a/d/docs/y', 'docs/z', 'x.yaml']],
    ['a/**', ['docs/z', 'x.yaml']],
    ['**/docs', ['a/b.md', 'x.yaml']],
    ['*\n!x.yaml', ['x.yaml']],
    ['/*\n!/a/d', ['a/d/docs/y']],
    ['# nothing\n\n[a-z].yaml', ['a/b.md', 'a/docs', 'a/d/docs/y', 'docs/z']],
  ])('is what spec.ignore %j says, instead of the defaults', (ignore, expected) => {
    const files = { 'a/b.md': '', 'a/docs': '', 'a/d/docs/y': '', 'docs/z': '', 'x.yaml': '' };
    expect(kept(files, ignore)).toEqual(expected);
  });

  it('is what a .sourceignore says of its folder', () => {
    const files = { 'a/.sourceignore': 'b.yaml\n', 'a/b.yaml': '', 'b.yaml': '' };
    expect(kept(files)).toEqual(['a/.sourceignore', 'b.yaml']);
  });

  it('is nothing when nothing matches: the same tree is given', () => {
    const tree = new Map([['a.yaml', '']]);
    expect(withoutIgnored(tree)).toBe(tree);
  });

  it('is told in linear time, whatever stars a pattern has', () => {
    const path = `${'a'.repeat(20_000)}/b`;
    expect(kept({ [path]: '', 'c.yaml': '' }, `${'*a'.repeat(50)}*c\n${'**/a*'.repeat(20)}/x`)).toEqual([
      path,
      'c.yaml',
    ]);
  });

  it('passes over a pattern that is malformed, and takes brackets as they are meant', () => {
    const files = { 'a.yaml': '', 'b.yaml': '', '[.yaml': '' };
    expect(kept(files, '[z-a].yaml\n[[].yaml')).toEqual(['a.yaml', 'b.yaml']);
    expect(kept(files, '[!a].yaml')).toEqual(['a.yaml']);
    expect(kept(files, '[^b].yaml')).toEqual(['b.yaml']);
  });
});
