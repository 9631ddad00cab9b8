import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDocuments } from './yaml-read.ts';
import { writeYaml, writeYamlStream } from './yaml-write.ts';

const nasty =
  "yes y on off n no true null ~ 0644 0o644 1_000 0b101 0x1f -0o7 1__0 0_1 1_ +.5 .5 1e3 12e03 12:30:45 1:20 2026-01-02 2026-01-02T00:00:00Z .inf -.inf .nan 08 = << - -- --- ... ? : ?x :x -x a: a:b #a a#b , a,b [a] {a} {{a}} &a *a !a |a >a %a @a `a` \"a\" 'a' it's C:\\x 1.2.3 10.0.0.1 ::1 2001:db8::1 + . / \\ $"
    .split(' ')
    .concat([
      `$\{A}`,
      '',
      ' ',
      ' a',
      'a ',
      'a: b',
      'a #b',
      '- a',
      '--- a',
      '? a',
      'a\tb',
      '\ta',
      '\n',
      '\na',
      'a\n',
      'a\n\n',
      'a\n\nb',
      'a\n b\n',
      ' a\nb',
      'a\n\tb',
      'a \nb ',
      'a\r\nb',
      '\u0085',
      'a\u2028b',
      'a\u2029b\nc',
      '\ufeffa',
      '\u0000',
      '\u007f',
      'é',
      '日本語',
      '🙂',
      '# a\nb',
      '---\na',
      'a\n---\nb',
      '%YAML 1.1\na',
      'key: [\n',
    ]);

const readBack = (text: string) => readDocuments(text, 'f').documents[0]?.value;

describe('strings come back as they were', () => {
  it.each(nasty)('%j', (text) => {
    const value = { v: text, [text]: [text, [text, { a: text }]] };
    const written = writeYaml(value);
    expect(readBack(written)).toEqual(value);
    // Readers of other YAML versions must see the same.
    expect(parse(written)).toEqual(value);
    expect(parse(written, { version: '1.1' })).toEqual(value);
    expect(load(written)).toEqual(value);
  });

  it('at the top of a document too', () => {
    for (const text of nasty) {
      const { documents } = readDocuments(writeYaml(text), 'f');
      expect(documents[0]?.value ?? null).toEqual(text);
    }
  });
});

it('any JSON comes back as it was', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...nasty), fc.string());
  const key = text.filter((name) => name !== '__proto__');
  // Floats of up to 64 bits are written like integers, and read as such.
  const double = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= 2 ** 64);
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), double),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      const plain = JSON.parse(JSON.stringify({ value }));
      expect(readBack(writeYaml(plain))).toEqual(plain);
    }),
    { numRuns: 500 },
  );
});

describe('the text', () => {
  it('is what a person would write', () => {
    const object = {
      status: {},
      spec: { ports: [{ name: 'http', port: 80 }], args: ['--a=b'], script: 'one\ntwo\n', empty: [], none: undefined },
      metadata: { labels: { app: 'x' }, namespace: 'web', name: 'hello' },
      kind: 'Service',
      apiVersion: 'v1',
    };
    expect(
      writeYaml(object, {
        header: 'Why.\n\nAnd how.',
        comments: { 'spec.ports': 'The gate.', 'spec.ports.0': 'Plain.' },
      }),
    ).toBe(`# Why.
#
# And how.
apiVersion: v1
kind: Service
metadata:
  name: hello
  namespace: web
  labels:
    app: x
spec:
  # The gate.
  ports:
    # Plain.
    - name: http
      port: 80
  args:
    - --a=b
  script: |
    one
    two
  empty: []
status: {}
`);
  });

  it('of several documents is one stream', () => {
    expect(writeYamlStream([{ a: 1 }, { b: 2 }])).toBe('a: 1\n---\nb: 2\n');
  });

  it('of a key longer than a reader looks for its colon is marked', () => {
    const value = { ['k'.repeat(1500)]: { a: [1] }, b: 2 };
    expect(readBack(writeYaml(value))).toEqual(value);
  });
});
