import { describe, expect, it } from 'vitest';
import { inCommonForms } from './yaml-go-forms.ts';
import { readDocuments } from './yaml-read.ts';

describe('forms that go-yaml takes', () => {
  it.each([
    ['an alias as a key without a blank', 'x: &app a\nv:\n  *app:\n    z: 1\n', { x: 'a', v: { a: { z: 1 } } }],
    ['an alias as the key of an item', 'x: &a b\nv:\n  - *a: 1\n', { x: 'b', v: [{ b: 1 }] }],
    ['a text whose head stands under its key', 'd:\n  k:\n  |\n    a\n    b\n  l: 1\n', { d: { k: 'a\nb\n', l: 1 } }],
  ])('are read: %s', (_, text, value) => {
    expect(readDocuments(text, 'f')).toMatchObject({ documents: [{ value }], findings: [] });
  });

  it.each([
    ['in a text', 'k: |\n  *app: 1\n  b:\n  |\n'],
    ['with a blank', 'x: &a b\n*a : 1\n'],
    ['in a deeper line', 'a:\n  b:\n    |\n    c\n'],
  ])('stay as they are %s', (_, text) => {
    expect(inCommonForms(text)).toBe(text);
  });

  it('are told with the line as it is written', () => {
    const { findings } = readDocuments('x: &a b\nv:\n  *c: 1\n', 'f');
    expect(findings).toMatchObject([{ code: 'yaml-syntax', line: 3, excerpt: '  *c: 1' }]);
  });
});

describe('a text on whose last line the file ends', () => {
  it.each([
    ['has no line break there', 'k: |\n  a\n  b', 'a\nb'],
    ['has none where it keeps its end', 'k: >+\n  a\n\n  b', 'a\nb'],
    ['has none with an indentation of its own', 'k: |1+ # c\n  a', ' a'],
    ['has those of its empty lines', 'k: |+\n  a\n\n', 'a\n\n'],
    ['has its own when another document follows', 'k: |\n  a\n---\nl: |\n  b', 'a\n'],
  ])('%s: %j', (_, text, value) => {
    expect(readDocuments(text, 'f').documents[0]?.value).toEqual({ k: value });
  });
});
