import { describe, expect, it } from 'vitest';
import { editYaml } from './yaml-edit.ts';
import type { YamlEdit } from './yaml-edit-value.ts';

const release = `# the app
kind: HelmRelease # of media
metadata: {name: app}
spec:
  interval: 1h   # long

  # where it is from
  chart:
    spec:
      chart: app
  values:
    text: |
      a
      b
`;

const cases: readonly (readonly [string, string, YamlEdit, string])[] = [
  ['a value', 'a: 1 # one\nb: 2\n', { path: ['a'], set: 3 }, 'a: 3 # one\nb: 2\n'],
  ['a quoted value, quoted as before', "a: 'x'\n", { path: ['a'], set: 'it is' }, "a: 'it is'\n"],
  ['a text that looks like something else', 'a: x\n', { path: ['a'], set: 'yes' }, 'a: "yes"\n'],
  ['an item of a list', 'a:\n  - 1\n  - x: 2\n', { path: ['a', 1, 'x'], set: 5 }, 'a:\n  - 1\n  - x: 5\n'],
  ['a value in braces', 'a: {b: 1, c: 2}\n', { path: ['a', 'c'], set: 5 }, 'a: {b: 1, c: 5}\n'],
  ['a new field in braces', 'a: { b: 1 }\n', { path: ['a', 'c', 'd'], set: 5 }, 'a: { b: 1, c: { d: 5 } }\n'],
  ['a field of empty braces', 'a: {}\n', { path: ['a', 'b'], set: 5 }, 'a: { b: 5 }\n'],
  [
    'a new field at its place in the alphabet',
    'a: 1\n# of c\nc: 3\n',
    { path: ['b'], set: 2 },
    'a: 1\nb: 2\n# of c\nc: 3\n',
  ],
  ['a new field at the end of fields in no order', 'c: 1\na: 2\n', { path: ['b'], set: 2 }, 'c: 1\na: 2\nb: 2\n'],
  ['a new field after a text in lines', 'z: |\n  x\n', { path: ['b'], set: 2 }, 'z: |\n  x\nb: 2\n'],
  ['a new field after a last line without its end', 'a: 1', { path: ['b'], set: 2 }, 'a: 1\nb: 2'],
  ['a new field with the line ends of Windows', 'a: 1\r\n', { path: ['b'], set: 2 }, 'a: 1\r\nb: 2\r\n'],
  [
    'a new field in the item of a list',
    'l:\n- a: 1\n  c: 2\n',
    { path: ['l', 0, 'b'], set: 5 },
    'l:\n- a: 1\n  b: 5\n  c: 2\n',
  ],
  ['a name', 'a:\n  x/y: 1 # why\n', { path: ['a', 'x/y'], rename: 'x/z' }, 'a:\n  x/z: 1 # why\n'],
  ['a field away', 'a: 1\nb:\n  c: 2\nd: 3\n', { path: ['b'], remove: true }, 'a: 1\nd: 3\n'],
  ['the second document', 'a: 1\n---\n# b\na: 1\n', { path: ['a'], set: 2 }, 'a: 1\n---\n# b\na: 2\n'],
];

describe('an edit of YAML', () => {
  it.each(cases)('changes %s, and nothing else', async (_, text, edit, expected) => {
    expect(await editYaml(text, text.includes('---') ? 1 : 0, edit)).toBe(expected);
  });

  it('keeps comments, empty lines and texts in lines', async () => {
    const edited = await editYaml(release, 0, { path: ['spec', 'install', 'remediation', 'retries'], set: 3 });
    expect(edited).toBe(`${release}  install:\n    remediation:\n      retries: 3\n`);
  });

  it('done twice changes nothing more', async () => {
    for (const [, text, edit] of cases.filter(([, , each]) => 'set' in each)) {
      const index = text.includes('---') ? 1 : 0;
      const once = await editYaml(text, index, edit);
      expect(await editYaml(once ?? '', index, edit)).toBe(once);
    }
  });

  it.each<[string, string, YamlEdit]>([
    ['the name that is there already', 'a: 1\nb: 2\n', { path: ['a'], rename: 'b' }],
    ['a field that is not there', 'a: 1\n', { path: ['b'], remove: true }],
    ['what stands elsewhere by an alias', 'x: &x { a: 1 }\ny: *x\n', { path: ['y', 'a'], set: 2 }],
    ['what others say by an alias', 'x: &x 1\ny: *x\n', { path: ['x'], set: 2 }],
    ['a mapping by a value', 'a: { b: 1 }\n', { path: ['a'], set: 2 }],
    ['the only field', 'a:\n  b: 1\n', { path: ['a', 'b'], remove: true }],
    ['what does not read', 'a: [1\n', { path: ['a'], set: 2 }],
    ['a document that is not there', 'a: 1\n', { path: ['a'], set: 2 }],
  ])('does not touch %s', async (_, text, edit) => {
    expect(await editYaml(text, _.startsWith('a document') ? 3 : 0, edit)).toBeUndefined();
  });
});
