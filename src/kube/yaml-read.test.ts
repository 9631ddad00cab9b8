import { describe, expect, it } from 'vitest';
import { openLocator } from './yaml-locate.ts';
import { maxYamlLength, readDocuments } from './yaml-read.ts';

const firstValue = (text: string) => readDocuments(text, 'f.yaml').documents[0]?.value;
const codes = (text: string) => readDocuments(text, 'f.yaml').findings.map((f) => f.code);

describe('scalars are read as the Go tools read them', () => {
  it.each([
    ['yes', true],
    ['on', true],
    ['y', true],
    ['off', false],
    ['N', false],
    ['0644', 420],
    ['0o644', 420],
    ['0b101', 5],
    ['0x1F', 31],
    ['1_000', 1000],
    ['-5', -5],
    ['+5', 5],
    ['08', 8],
    ['1e3', 1000],
    ['.5', 0.5],
    ['12:30:45', '12:30:45'],
    ['2026-01-02', '2026-01-02'],
    ['1.2.3', '1.2.3'],
    ['yES', 'yES'],
    ['~', null],
    ['null', null],
    ['!!str 12', '12'],
    ['!!binary YWJj', 'YWJj'],
    ['!vault abc', 'abc'],
    ['!!int 7', 7],
  ])('%s', (text, expected) => {
    expect(firstValue(`v: ${text}\n`)).toEqual({ v: expected });
  });
});

describe('documents', () => {
  it('keep their place among empty ones and know the line of their content', () => {
    const { documents } = readDocuments('# head\n---\n# about a\na: 1\n---\n---\n\nb: 2\n---\n# nothing\n', 'f.yaml');
    expect(documents).toEqual([
      { value: { a: 1 }, index: 0, line: 4 },
      { value: { b: 2 }, index: 2, line: 8 },
    ]);
  });

  it('are cut at separator lines only, not inside a block scalar', () => {
    const { documents } = readDocuments('a: |\n  x\n  --- y\n  z\n---\nb: 1\n', 'f.yaml');
    expect(documents.map((d) => d.value)).toEqual([{ a: 'x\n--- y\nz\n' }, { b: 1 }]);
  });

  it('with carriage returns, a byte order mark or content behind the separator are read', () => {
    expect(readDocuments('\ufeffa: 1\r\n---\r\nb: 2\r\n', 'f').documents.map((d) => d.value)).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
    expect(firstValue('--- {a: 1}\n')).toEqual({ a: 1 });
  });

  it.each(['', '\n', '# only a comment\n', '---\n', '---\n---\n'])('are none in %j', (text) => {
    expect(readDocuments(text, 'f')).toEqual({ documents: [], findings: [] });
  });

  it('merge anchors as Go does', () => {
    expect(firstValue('base: &b {p: 1, q: 2}\nv: {<<: *b, q: 3}\n')).toEqual({
      base: { p: 1, q: 2 },
      v: { p: 1, q: 3 },
    });
  });

  it('with a bare y as a key have the key true, the famous trap', () => {
    expect(firstValue('x: 1\ny: 2\n')).toEqual({ x: 1, true: 2 });
  });

  it('after a broken one are still given', () => {
    const { documents, findings } = readDocuments('a: [1\n---\nb: 2\n', 'f.yaml');
    expect(documents).toEqual([{ value: { b: 2 }, index: 1, line: 3 }]);
    expect(findings).toMatchObject([{ code: 'yaml-syntax', file: 'f.yaml' }]);
  });
});

describe('what cannot be read is a finding', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'abcdefghi'
    .split('')
    .map((c, i, all) => (i === 0 ? '' : `${c}: &${c} [${Array(10).fill(`*${all[i - 1]}`)}]\n`))
    .join('')}`;

  it.each([
    ['an unclosed list', 'a: [1, 2\n', 'yaml-syntax'],
    ['a tab for indentation', 'a:\n\tb: 1\n', 'yaml-syntax'],
    ['a null byte', 'a: \0\n', 'yaml-syntax'],
    ['a control character', 'a: \u0007\n', 'yaml-syntax'],
    ['an unknown alias', 'a: *x\n', 'yaml-syntax'],
    ['a template expression as key', '{{ .Values.x }}: 1\n', 'yaml-complex-key'],
    ['a list as key', '? [a, b] : 1\n', 'yaml-complex-key'],
    ['infinity', 'a: .inf\n', 'yaml-not-finite'],
    ['not a number', 'a: [.nan]\n', 'yaml-not-finite'],
    ['an anchor that contains itself', 'a: &a [*a]\n', 'yaml-aliases'],
    ['aliases that multiply', bomb, 'yaml-aliases'],
    ['a YAML version Go refuses', '%YAML 1.2\n---\na: 1\n', 'yaml-version'],
    ['a document without end', '['.repeat(100_000), 'yaml-too-deep'],
    ['ten mebibytes', ' '.repeat(maxYamlLength + 1), 'yaml-too-large'],
  ])('%s', (_, text, code) => {
    expect(codes(text)).toEqual([code]);
    const { documents, findings } = readDocuments(text, 'f');
    expect(documents).toEqual([]);
    expect(findings.filter(({ hint }) => !hint)).toEqual([]);
  });

  it('a duplicate key is found at its line, and the last value counts as in kubectl', () => {
    const { documents, findings } = readDocuments('---\na: 1\nb: 2\na: 3\n', 'lab.yaml');
    expect(documents[0]?.value).toEqual({ a: 3, b: 2 });
    expect(findings).toMatchObject([
      { code: 'yaml-duplicate-key', message: 'key "a" already set in map', line: 4, column: 1, excerpt: 'a: 3' },
    ]);
  });

  it('a tab is explained', () => {
    expect(readDocuments('a:\n  b: 1\n\tc: 2\n', 'f').findings[0]).toMatchObject({
      line: 3,
      excerpt: '\tc: 2',
      hint: 'indent with spaces, not with tabs',
    });
  });
});

describe('a field is located', () => {
  const text =
    '# c\na: 1\n---\nspec:\n  list:\n    - name: x\n      port: 80\n    - name: y\n  ref: &r {k: v}\n  use: *r\n';

  it.each([
    [0, ['a'], 2, 1],
    [1, ['spec'], 4, 1],
    [1, ['spec', 'list', 0, 'port'], 7, 7],
    [1, ['spec', 'list', 1], 8, 7],
    [1, ['spec', 'use', 'k'], 9, 12],
    [1, ['spec', 'absent', 'deeper'], 4, 1],
    [1, [], 4, 1],
  ])('document %i %j', async (document, path, line, column) => {
    expect((await openLocator(text))(document, path)).toMatchObject({ line, column });
  });

  it('counts documents as reading does', async () => {
    const stream = '# x\n---\n---\na: 1\n---\n# y\n---\nb: 2\n';
    const at = await openLocator(stream);
    const lines = readDocuments(stream, 'f').documents.map((d) => [at(d.index, [])?.line, d.line]);
    expect(lines).toEqual([
      [4, 4],
      [8, 8],
    ]);
  });

  it.each([
    ['one that is refused', '%YAML 1.2\n---\na: 1\n---\nb: 2\n', 5],
    ['one with a key that is no scalar', '{a: 1}: 2\n---\nb: 2\n', 3],
    ['one with a number that JSON has not', 'a: .inf\n---\nb: 2\n', 3],
    ['one that ends in dots', 'a: 1\n...\nc: 3\n---\nb: 2\n', 5],
    ['nothing but a comment', '---\n# a\n---\nb: 2\n', 4],
  ])('finds a document after %s', async (_, stream, line) => {
    const last = readDocuments(stream, 'f').documents.at(-1)!;
    expect(last.value).toEqual({ b: 2 });
    expect((await openLocator(stream))(last.index, ['b'])).toMatchObject({ line, column: 1, excerpt: 'b: 2' });
  });

  it('is nowhere in a document that is not there', async () => {
    expect((await openLocator('a: 1\n'))(3, ['a'])).toBeUndefined();
  });
});
