import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { yamlBoolean, yamlTruth } from './yaml-scalar.ts';
import { goYamlSchema, kustomizeYamlSchema } from './yaml-schema.ts';
import { readSimpleYaml } from './yaml-simple.ts';

const readers = [
  { readBoolean: yamlBoolean, schema: goYamlSchema },
  { readBoolean: yamlTruth, schema: kustomizeYamlSchema },
];

/** What js-yaml makes of a text, or that it refuses it. */
function judge(text: string, schema: typeof goYamlSchema): unknown {
  try {
    return loadAll(text, null, { schema });
  } catch {
    return 'refused';
  }
}

describe('a document in the form that nearly all manifests have', () => {
  it('is read without js-yaml, to the same values', () => {
    const text = `# a Deployment
---
apiVersion: apps/v1 # of Kubernetes
metadata:
  name: "app"
  labels: {}
  annotations:
    example.org/on: yes
    size: 0644
spec:
  replicas: 3
  args:
  - --port=8080
  - 'a # b'
  -
  list:
    - name: a

      value: \${A:-b}
    # between
    -   name: b
        none: ~
  empty:
`;
    expect(readSimpleYaml(text, yamlBoolean)).toEqual({
      apiVersion: 'apps/v1',
      metadata: { name: 'app', labels: {}, annotations: { 'example.org/on': true, size: 420 } },
      spec: {
        replicas: 3,
        args: ['--port=8080', 'a # b', null],
        list: [
          { name: 'a', value: `\${A:-b}` },
          { name: 'b', none: null },
        ],
        empty: null,
      },
    });
  });

  it.each([
    ['a scalar alone', 'a'],
    ['nothing', '\n# a\n'],
    ['a flow mapping', 'a: {b: c}'],
    ['a block scalar', 'a: |\n  b'],
    ['a scalar of two lines', 'a: b\n  c'],
    ['a scalar below its key', 'a:\n  b'],
    ['an anchor', 'a: &b c'],
    ['an alias', 'a: *b'],
    ['a tag', 'a: !!str 1'],
    ['a merge', '<<: a'],
    ['a key twice', 'a: 1\na: 2'],
    ['a key that is no text', 'on: 1'],
    ['a quoted key', '"a": 1'],
    ['a mapping in a scalar', 'a: b: c'],
    ['an escape', 'a: "\\n"'],
    ['a quote in quotes', "a: 'b''c'"],
    ['words behind quotes', "a: 'b' c"],
    ['a comment that touches quotes', "a: 'b'#c"],
    ['a list in a list', '- - a'],
    ['a list after a map', 'a: 1\n- b'],
    ['a map after a list', 'a:\n  - b\n  c: d'],
    ['a line further in', 'a: b\n c: d'],
    ['a tab', 'a:\tb'],
    ['a carriage return', 'a: b\r\n'],
    ['letters of others', 'a: ä'],
    ['an end of the document', 'a: b\n...'],
    ['a directive', '%YAML 1.1\n---\na: b'],
    ['content behind the dashes', '--- a: b'],
    ['infinity', 'a: .inf'],
    ['what would be a prototype', '__proto__: a'],
    ['depth beyond reason', Array.from({ length: 100 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
  ])('is none with %s', (_, text) => {
    expect(readSimpleYaml(text, yamlBoolean)).toBeUndefined();
  });

  it('is read as js-yaml reads it, or not at all', () => {
    const word = fc.constantFrom(
      ...[
        'a',
        'b.c/d',
        'on',
        'y',
        'null',
        '~',
        '-',
        '- ',
        '-a',
        '-1',
        '0x1f',
        '1e3',
        '1_0',
        '08',
        '"q"',
        "'q'",
        "'q' #c",
        '[]',
        '{}',
      ],
      ...[
        'a: b',
        'a:',
        ' #c',
        '#c',
        'a#b',
        'a #b',
        'a,b',
        `\${A}`,
        `\${A:-b}`,
        '<<',
        '<<:',
        '=',
        '|',
        '>',
        '&a',
        '*a',
        '!a',
        '%a',
        '@a',
        '`a',
      ],
      ...[
        '?',
        '? a',
        ':',
        ': a',
        '---',
        '...',
        '.inf',
        '.5',
        '9007199254740993',
        'true',
        'True',
        'tRue',
        'a  b',
        'a ',
        '\\',
        '"',
        "'",
        ']',
        '}',
      ],
    );
    const line = fc
      .tuple(
        fc.nat(3),
        fc.constantFrom('', '- ', '-   ', '- - '),
        fc.constantFrom('', 'a: ', 'b:', 'c:  ', 'no: ', "'k': "),
        word,
      )
      .map(([indent, item, key, value]) => `${'  '.repeat(indent)}${item}${key}${value}`);
    const text = fc.array(fc.oneof(line, word, fc.constant('')), { maxLength: 7 }).map((lines) => lines.join('\n'));
    const checkOne = (document: string) => {
      for (const { readBoolean, schema } of readers) {
        const value = readSimpleYaml(document, readBoolean);
        if (value !== undefined) expect([value], document).toEqual(judge(document, schema));
      }
    };
    fc.assert(fc.property(text, checkOne), { numRuns: 1500 });
  });

  it('is most of what a generator of lists and maps writes', () => {
    const scalar = fc.constantFrom('a', '1', '"b"', "'c'", '-x', 'true');
    const { block } = fc.letrec<{ block: readonly string[] }>((tie) => ({
      block: fc.oneof(
        { maxDepth: 3 },
        fc.array(scalar, { minLength: 1, maxLength: 3 }).map((items) => items.map((item) => `- ${item}`)),
        fc
          .uniqueArray(fc.constantFrom('k', 'l.m', 'n/o'), { minLength: 1 })
          .map((keys) => keys.map((key) => `${key}: x`)),
        tie('block').map((inner) => ['p:', ...inner.map((line) => `  ${line}`), 'q: 1']),
        tie('block').map((inner) => inner.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`)),
      ),
    }));
    let [simple, all] = [0, 0];
    const count = (lines: readonly string[]) => {
      const text = lines.join('\n');
      const value = readSimpleYaml(text, yamlBoolean);
      all += 1;
      if (value === undefined) return;
      simple += 1;
      expect([value]).toEqual(judge(text, goYamlSchema));
    };
    fc.assert(fc.property(block, count), { numRuns: 300 });
    expect(simple).toBeGreaterThan(all / 2);
  });
});
