import { describe, expect, it } from 'vitest';
import type { Json } from '../../kube/object.ts';
import { composeValues } from './compose-values.ts';
import type { ValuesReference } from './release.ts';

type Data = Readonly<Record<string, Readonly<Record<string, string>>>>;

const compose = (inline: { [key: string]: Json }, references: readonly Partial<ValuesReference>[], data: Data) =>
  composeValues(
    'apps',
    inline,
    references.map((each) => ({ kind: 'ConfigMap', name: 'values', ...each })),
    (_, name) => data[name],
  );

describe('values of a release', () => {
  it.each<[string, { [key: string]: Json }, Partial<ValuesReference>[], Data, Json]>([
    [
      'later references win over earlier ones',
      {},
      [{}, { name: 'more' }],
      { values: { 'values.yaml': 'a: 1\nb: {c: 1, d: 1}' }, more: { 'values.yaml': 'b: {d: 2}' } },
      { a: 1, b: { c: 1, d: 2 } },
    ],
    ['inline values win over references', { a: 2 }, [{}], { values: { 'values.yaml': 'a: 1\nb: 1' } }, { a: 2, b: 1 }],
    ['lists are replaced', { l: [3] }, [{}], { values: { 'values.yaml': 'l: [1, 2]' } }, { l: [3] }],
    [
      'a target path wins over inline values below it',
      { a: { b: 'inline' } },
      [{ valuesKey: 'k', targetPath: 'a.b' }],
      { values: { k: 'ref' } },
      { a: { b: 'ref' } },
    ],
    [
      'an inline top-level key wins over its target path',
      { a: 'inline' },
      [{ valuesKey: 'k', targetPath: 'a' }],
      { values: { k: 'ref' } },
      { a: 'inline' },
    ],
    [
      'a target path is typed as --set types',
      {},
      [
        { valuesKey: 'n', targetPath: 'n' },
        { valuesKey: 'b', targetPath: 'b' },
        { valuesKey: 'o', targetPath: 'o' },
      ],
      { values: { n: '8080', b: 'true', o: '0644' } },
      { n: 8080, b: true, o: '0644' },
    ],
    [
      'a quoted target stays text',
      {},
      [{ valuesKey: 'n', targetPath: 'n' }],
      { values: { n: "'8080'" } },
      { n: '8080' },
    ],
    [
      'a literal target is taken as it is',
      {},
      [{ valuesKey: 'n', targetPath: 'n', literal: true }],
      { values: { n: '{a,b}' } },
      { n: '{a,b}' },
    ],
    [
      'a target path goes into lists and over escaped dots',
      {},
      [{ valuesKey: 'n', targetPath: 'l[1].x\\.y' }],
      { values: { n: '{1,b}' } },
      { l: [null, { 'x.y': [1, 'b'] }] },
    ],
    [
      'what is optional may be missing',
      { a: 1 },
      [
        { name: 'gone', optional: true },
        { valuesKey: 'gone', optional: true },
      ],
      { values: {} },
      { a: 1 },
    ],
  ])('%s', (_, inline, references, data, expected) => {
    const before = structuredClone(inline);
    expect(compose(inline, references, data)).toEqual(expected);
    expect(inline).toEqual(before);
  });

  it.each<[Partial<ValuesReference>, Data, string]>([
    [
      { name: 'gone' },
      {},
      "could not resolve ConfigMap chart values reference 'apps/gone' with key 'values.yaml': configmaps \"gone\" not found",
    ],
    [
      { kind: 'Secret', name: 'gone' },
      {},
      "could not resolve Secret chart values reference 'apps/gone' with key 'values.yaml': secrets \"gone\" not found",
    ],
    [
      { valuesKey: 'k' },
      { values: {} },
      "could not resolve ConfigMap chart values reference 'apps/values' with key 'k': key not found",
    ],
    [
      { kind: 'Pod' },
      {},
      "could not resolve Pod chart values reference 'apps/values' with key 'values.yaml': unsupported values reference kind",
    ],
  ])('%j is refused in the words of helm-controller', (reference, data, message) => {
    expect(() => compose({}, [reference], data)).toThrow(message);
  });
});
