import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { type LookUp, substitute } from './envsubst.ts';
import { writeGoYaml } from './go-yaml-text.ts';
import { substituteScalars } from './substitute-scalars.ts';

const dollar = (name: string) => `$\u007b${name}}`;
const from =
  (variables: Readonly<Record<string, string>>): LookUp =>
  (name) =>
    variables[name];

/** What comes of the whole text, or that it is refused. */
function throughText(object: JsonObject, variables: Readonly<Record<string, string>>): unknown {
  try {
    const { documents, findings } = readDocuments(substitute(writeGoYaml(object), from(variables)), '');
    return findings.length > 0 ? 'refused' : documents[0]?.value;
  } catch {
    return 'refused';
  }
}

describe('scalars that are substituted alone', () => {
  it('take the types that the text gives them, and keys the order', () => {
    const object = { b: [dollar('A'), `x-${dollar('A')}`, 'y'], a: { d: dollar('B'), c: dollar('C:-z') } };
    const found = substituteScalars(object, from({ A: '8080', B: 'yes' }), true);
    expect(JSON.stringify(found)).toBe('{"a":{"c":"z","d":true},"b":[8080,"x-8080","y"]}');
  });

  it.each<[string, Json, string]>([
    ['lines', `a\n${dollar('A')}`, 'x'],
    ['a map', dollar('A'), '{b: c}'],
    ['a map without braces', dollar('A'), 'b: c'],
    ['a quote that nothing closes', dollar('A'), '"b'],
    ['an anchor', dollar('A'), '&b c'],
    ['a variable that is not there', dollar('B'), 'x'],
    ['an expression that goes on in the next one', `$\u007bA`, 'x'],
    ['a backslash', `\\${dollar('A')}`, 'x'],
  ])('are left to the whole text with %s', (_, text, A) => {
    expect(substituteScalars({ a: { k: text } }, from({ A }), true)).toBeUndefined();
    expect(substituteScalars({ a: [text] }, from({ A }), true)).toBeUndefined();
  });

  it('come to what the whole text comes to', () => {
    const piece = fc.constantFrom(
      ...[
        dollar('A'),
        dollar('B'),
        dollar('A:-d'),
        dollar('A/x/y'),
        '$',
        '$$',
        '\\',
        '\n',
        ' ',
        ': ',
        ' #',
        "'",
        '"',
        '{',
        '}',
        '-',
        '- ',
        'a',
        '1',
      ],
    );
    const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    const leaf = fc.oneof({ weight: 4, arbitrary: text }, fc.constantFrom<Json>(null, true, 1, -1.5, '', 'on'));
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3, depthIdentifier: 'tree' },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('k', 'b', 'on', '1', 'x y', dollar('A')), tie('tree'), { maxKeys: 3 }),
      ),
    }));
    const value = fc.oneof(
      text,
      fc.constantFrom('x', '8080', 'true', '', '~', '[a]', '|', '*x', '! y', '0644', '.inf', '---'),
    );
    const checkOne = (content: Json, A: string, B: string) => {
      const found = substituteScalars({ content }, from({ A, B }), true);
      if (found === undefined) return;
      expect(JSON.stringify(found)).toBe(JSON.stringify(throughText({ content }, { A, B })));
    };
    fc.assert(fc.property(tree, value, value, checkOne), { numRuns: 1000 });
  });
});
