import { describe, expect, test } from 'vitest';
import { mergeTexts } from './merge-text.ts';

const list = (...items: string[]) => `resources:\n${items.map((item) => `  - ${item}\n`).join('')}`;
const map = (a: string, b: string, more = '') => `kind: X\nspec:\n  a: ${a}\n  b: ${b}\n${more}`;

describe('edits and what is composed now', () => {
  test.each([
    [
      'edits alone stay, with their comments',
      map('1', '2'),
      map('1', '2', '# mine\n'),
      map('1', '2'),
      map('1', '2', '# mine\n'),
    ],
    ['both change different lines', 'a\nb\nc\nd\ne\n', 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n', 'A\nb\nc\nd\nE\n'],
    ['both make the same change', map('1', '2'), map('1', '3'), map('1', '3'), map('1', '3')],
    ['fields beside each other', map('1', '2'), map('9', '2'), map('1', '8'), map('9', '8')],
    ['items added at one place', list('a'), list('a', 'mine'), list('a', 'ours'), list('a', 'ours', 'mine')],
    ['an item that both add', list('a'), list('a', 'x', 'mine'), list('a', 'x'), list('a', 'x', 'mine')],
    [
      'an item taken away beside one that is added',
      list('a', 'b'),
      list('a', 'b', 'mine'),
      list('a'),
      list('a', 'mine'),
    ],
    [
      'items with names, each with a change',
      'c:\n  - name: x\n    v: 1\n',
      'c:\n  - name: x\n    v: 1\n    mine: true\n',
      'c:\n  - name: x\n    v: 2\n',
      'c:\n  - name: x\n    v: 2\n    mine: true\n',
    ],
    ['line ends of Windows stay', 'a\nb\nc\nd\n', 'A\r\nb\r\nc\r\nd\r\n', 'a\nb\nc\nD\n', 'A\r\nb\r\nc\r\nD\r\n'],
  ])('%s', async (_, base, yours, composed, text) => {
    expect(await mergeTexts('a.yaml', { base, yours, composed })).toEqual({ text });
  });

  test('that change one field are a conflict with both sides and the line', async () => {
    expect(
      await mergeTexts('a.yaml', { base: map('1', '2'), yours: map('mine', '2'), composed: map('ours', '2') }),
    ).toEqual({
      conflicts: [{ line: 3, yours: ['  a: mine'], composed: ['  a: ours'] }],
    });
  });

  test('outside YAML merge by lines alone', async () => {
    const texts = { base: 'a\n', yours: 'a\nmine\n', composed: 'a\nours\n' };
    expect(await mergeTexts('README.md', texts)).toEqual({
      conflicts: [{ line: 2, yours: ['mine'], composed: ['ours'] }],
    });
  });

  test('that give one key twice by lines are merged by their fields', async () => {
    const base = 'kind: X\na: 1\nb: 1\nc: 1\nd: 1\n';
    const yours = 'new: 5\nkind: X\na: 1\nb: 1\nc: 1\nd: 1\n';
    const composed = 'kind: X\na: 1\nb: 1\nc: 1\nd: 1\nnew: 6\n';
    expect(await mergeTexts('a.yaml', { base, yours, composed })).toMatchObject({ conflicts: [{ line: 1 }] });
    const same = composed.replace('6', '5');
    expect(await mergeTexts('a.yaml', { base, yours, composed: same })).toEqual({ text: yours });
  });
});
