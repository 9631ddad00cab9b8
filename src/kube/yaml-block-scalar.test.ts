import { describe, expect, it } from 'vitest';
import { readDocuments } from './yaml-read.ts';

const codes = (text: string) => readDocuments(text, 'f').findings.map(({ code }) => code);

describe('a text in block style', () => {
  it.each([
    ['of a key', 'a: |\n  text\n  {{ .x }} : {{ .y }}\n'],
    ['of a key, folded and chomped', 'a: >-\n  - {{ .x }} : y\n'],
    ['with an indicator and a comment', 'a: |2+ # text\n    {{ .x }} : y\n'],
    ['of an item', '- |\n {{ .x }} : y\n'],
    ['of a key in an item', '- a: |\n    {{ .x }} : y\n  b: 1\n'],
    ['with blank lines and deeper ones before', 'a:\n  b: |\n    one\n      two\n\n    - {{ .x }} : y\n'],
    ['of a document', '--- |\n {{ .x }} : y\n'],
    ['with a tag', 'a: !!str |\n  [a, b] : y\n'],
    ['that holds a header of its own', 'a: |\n  b: |\n  [a, b] : y\n'],
  ])('may hold what is no key: %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });

  it.each([
    ['a line beside it', 'a: |\n  text\n{{ .x }}: y\n'],
    ['a line beside a key of an item', '- a: |\n    text\n  {{ .x }}: y\n'],
    ['a line below a plain value', 'a:\n  b: c | d\n  {{ .x }}: y\n'],
  ])('ends before %s', (_, text) => {
    expect(codes(text)).toEqual(['yaml-complex-key']);
  });
});
