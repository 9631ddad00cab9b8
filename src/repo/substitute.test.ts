import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { writeGoYaml } from './go-yaml-text.ts';
import { isSubstitutionDisabled, loadVariables, substituteObject } from './substitute.ts';

const configMap = (data: { [key: string]: Json }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x' },
  data,
});
const run = (data: { [key: string]: Json }, variables: Readonly<Record<string, string>>, always = false) =>
  substituteObject(configMap(data), new Map(Object.entries(variables)), { always, strict: true }).data;
const dollar = (name: string) => `$\u007b${name}}`;

describe('post-build substitution', () => {
  it.each<[string, Json, Readonly<Record<string, string>>, Json]>([
    ['a text', dollar('A'), { A: 'x' }, 'x'],
    ['a number takes its type', dollar('A'), { A: '8080' }, 8080],
    ['a boolean takes its type', dollar('A'), { A: 'yes' }, true],
    ['a quote keeps it a text', `${dollar('q')}${dollar('A')}${dollar('q')}`, { A: '8080', q: '"' }, '8080'],
    ['inside a longer text nothing changes type', `port ${dollar('A')}`, { A: '8080' }, 'port 8080'],
    ['a text that YAML quotes stays a text', `key: ${dollar('A')}`, { A: '1' }, 'key: 1'],
    ['a block of lines stays a block', `a\n${dollar('A')}\n`, { A: '1' }, 'a\n1\n'],
    ['a map comes out of a text', dollar('A'), { A: '{b: 1}' }, { b: 1 }],
  ])('%s', (_, value, variables, expected) => {
    expect(run({ k: value }, variables)).toEqual({ k: expected });
  });

  it('does nothing without variables, unless asked for always', () => {
    const text = dollar('x:=d');
    expect(run({ k: text }, {})).toEqual({ k: text });
    expect(run({ k: text }, {}, true)).toEqual({ k: 'd' });
  });

  it.each([
    [
      { 'my-var': 'x' },
      dollar('A'),
      "envsubst error: 'my-var' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'",
    ],
    [{ B: 'x' }, dollar('A'), 'envsubst error: variable substitution failed: variable not set (strict mode): "A"'],
    [{ A: 'b: c: d' }, dollar('A'), 'envsubst error: YAMLToJSON: error converting YAML to JSON: yaml: line 3: '],
  ])('with %j refuses %s in the words of Flux', (variables, value, message) => {
    expect(() => run({ k: value }, variables)).toThrow(message);
  });

  it('takes variables from sources in order, then its own, without line breaks', () => {
    const data: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      one: { A: '1', B: '1' },
      two: { B: '2\n', C: '2' },
    };
    const references = ['one', 'gone', 'two'].map((name) => ({ kind: 'ConfigMap', name, optional: true }));
    const variables = loadVariables({ substituteFrom: references, substitute: { C: '3\n3' } }, (_, name) => data[name]);
    expect([...variables]).toEqual([
      ['A', '1'],
      ['B', '2'],
      ['C', '33'],
    ]);
  });

  it.each(['labels', 'annotations'])('is switched off by one of the %s', (field) => {
    const metadata = { name: 'x', [field]: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } };
    expect(isSubstitutionDisabled({ metadata })).toBe(true);
  });
});

describe('YAML as go-yaml writes it', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('a', ' ', ':', '#', '-', '\n', '"', "'", '{', '$', '0', '|', '%', '\t', 'é') }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }), tie('value'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  }));

  it('keeps a key that looks like a merge a key', () => {
    expect(writeGoYaml({ '<<': '<<' })).toBe('"<<": "<<"\n');
  });

  it('reads back as it was', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c d', 'no'), value, { minKeys: 1, noNullPrototype: true }),
        (map) => {
          fc.pre(!JSON.stringify(map).includes('__proto__'));
          expect(readDocuments(writeGoYaml(map as Json), 'x').documents[0]?.value).toEqual(map);
        },
      ),
      { numRuns: 500 },
    );
  });
});
