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
});
