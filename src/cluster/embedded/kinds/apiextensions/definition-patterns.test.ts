import { describe, expect, it } from 'vitest';
import type { Schema } from '../../../../kube/schema.ts';
import { definitionErrors } from './definition-errors.ts';

const errorsOf = (field: Schema) =>
  definitionErrors({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { f: field } } },
        },
      ],
    },
    status: { storedVersions: ['v1'] },
  }).map(({ field: at, body }) => `${at}: ${body}`);

describe('the patterns of a definition', () => {
  it.each([
    ['its own', { pattern: '(' }, 'pattern', '"("', 'missing closing ): `(`'],
    ['of a look-around', { pattern: '^(?!x)' }, 'pattern', '"^(?!x)"', 'invalid or unsupported Perl syntax: `(?!`'],
    ['of an alternative', { anyOf: [{}, { pattern: '[' }] }, 'anyOf[1].pattern', '"["', 'missing closing ]: `[`'],
    [
      'of a negation',
      { not: { allOf: [{ pattern: 'a**' }] } },
      'not.allOf[0].pattern',
      '"a**"',
      'invalid nested repetition operator: `**`',
    ],
    [
      'of an item',
      { oneOf: [{ items: { pattern: '\\8' } }] },
      'oneOf[0].items.pattern',
      '"\\\\8"',
      'invalid escape sequence: `\\8`',
    ],
  ] as const)('are refused when they are no Go expressions: %s', (_, schema, at, pattern, problem) => {
    expect(errorsOf({ type: 'string', ...schema } as Schema)).toEqual([
      `spec.validation.openAPIV3Schema.properties[f].${at}: Invalid value: ${pattern}: must be a valid regular expression, but isn't: error parsing regexp: ${problem}`,
    ]);
  });

  it('are taken as Go takes them', () => {
    expect(errorsOf({ type: 'string', pattern: '(?i)^(?P<name>\\pL+)\\z', allOf: [{ pattern: '(a+)+$' }] })).toEqual(
      [],
    );
  });
});
