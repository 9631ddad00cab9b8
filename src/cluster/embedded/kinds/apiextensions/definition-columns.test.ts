import { describe, expect, it } from 'vitest';
import { columnErrors } from './definition-columns.ts';
import { definitionErrors } from './definition-errors.ts';

const texts = (...versions: (readonly object[] | undefined)[]) =>
  columnErrors(versions.map((additionalPrinterColumns) => ({ additionalPrinterColumns }))).map(
    ({ field, body }) => `${field}: ${body}`,
  );
const sound = { name: 'A', type: 'string', jsonPath: '.spec.a' };
const types = 'must be one of boolean,date,integer,number,string';

describe('a column of a definition', () => {
  it.each([
    [{}, []],
    [{ format: '' }, []],
    [{ format: 'date-time' }, []],
    [{ jsonPath: '.' }, []],
    [{ name: '' }, ['name: Required value']],
    [{ type: undefined }, [`type: Required value: ${types}`]],
    [{ type: 'text' }, [`type: Invalid value: "text": ${types}`]],
    [
      { format: 'hex' },
      ['format: Invalid value: "hex": must be one of byte,date,date-time,double,float,int32,int64,password'],
    ],
    [{ jsonPath: '' }, ['JSONPath: Required value']],
    [{ jsonPath: 'spec.a' }, ['JSONPath: Invalid value: "spec.a": must be a simple json path starting with .']],
    [{ jsonPath: '{.spec.a}' }, ['JSONPath: Invalid value: "{.spec.a}": must be a simple json path starting with .']],
  ])('of %j has the errors %j', (change, errors) => {
    const expected = errors.map((error) => `spec.additionalPrinterColumns[1].${error}`);
    expect(texts([sound, { ...sound, ...change }])).toEqual(expected);
  });

  it('is told once when all versions have it, else of its version', () => {
    const wrong = { ...sound, name: '' };
    expect(texts([wrong], [wrong])).toEqual(['spec.additionalPrinterColumns[0].name: Required value']);
    expect(texts(undefined, [wrong])).toEqual(['spec.versions[1].additionalPrinterColumns[0].name: Required value']);
    expect(texts()).toEqual([]);
  });

  it('is looked at with the definition', () => {
    const openAPIV3Schema = { type: 'object' };
    const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.org' },
      spec: {
        group: 'example.org',
        scope: 'Namespaced',
        names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
        versions: [{ ...version, additionalPrinterColumns: [{ ...sound, jsonPath: 'a' }] }],
      },
      status: { storedVersions: ['v1'] },
    };
    expect(definitionErrors(definition).map(({ field }) => field)).toEqual([
      'spec.additionalPrinterColumns[0].JSONPath',
    ]);
  });
});
