import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { KubeObject, UnknownObject } from '../../../../kube/object.ts';
import type { Schema } from '../../../../kube/schema.ts';
import type { FieldError } from '../../api/field-error.ts';
import { createEmbeddedCluster } from '../../index.ts';
import { prepareRuleCosts, ruleCostErrors } from './definition-costs.ts';
import { definitionErrors, definitionUpdateErrors } from './definition-errors.ts';

interface Recorded {
  readonly name: string;
  readonly schema: Schema;
  readonly estimates: readonly { readonly problem?: string }[] | null;
  readonly refusals: readonly string[];
}

/** What the API server refused; conformance/engines/oracles/cel-estimate writes it. */
const recorded = JSON.parse(
  readFileSync(new URL('../../../../kube/fixtures/cel-estimate.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Recorded[] };

beforeAll(prepareRuleCosts);

const definition = (...schemas: readonly Schema[]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
    versions: schemas.map((openAPIV3Schema, index) => ({
      name: `v${index + 1}`,
      served: true,
      storage: index === 0,
      schema: { openAPIV3Schema },
    })),
  },
  status: { storedVersions: ['v1'] },
});

const print = (errors: readonly FieldError[]) => errors.map(({ field, body }) => `${field}: ${body}`);
const schemaOf = (name: string): Schema => recorded.cases.find((each) => each.name === name)?.schema ?? {};
const single = (errors: readonly FieldError[]) =>
  print(errors).filter((text) => text.includes('estimated rule cost exceeds'));

describe('what the rules of a definition may cost', () => {
  it.each(recorded.cases.filter(({ estimates }) => !estimates?.some(({ problem }) => problem)))(
    'is refused as the API server refuses it: $name',
    ({ schema, refusals }) => {
      expect(print(definitionErrors(definition(schema))).sort()).toEqual(refusals);
    },
  );

  it('is never refused where the API server takes it', () => {
    const [all] = recorded.cases;
    const ours = print(ruleCostErrors(all?.schema ?? {}, 'spec.validation.openAPIV3Schema', false));
    expect(ours.length).toBeGreaterThan(10);
    expect(
      ours.filter((text) => text.includes('estimated rule cost exceeds') && !all?.refusals.includes(text)),
    ).toEqual([]);
  });

  it('is told of the version whose schema it is', () => {
    const dear = schemaOf('a quadratic rule');
    expect(single(definitionErrors(definition({ type: 'object' }, dear)))).toEqual([
      expect.stringMatching(/^spec\.versions\[1\]\.schema\.openAPIV3Schema\.properties\[l\].*factor of 3\.2x/),
    ]);
  });

  it('is not looked at in a schema that is unsound', () => {
    const dear = schemaOf('a quadratic rule');
    const unsound = { ...dear, properties: { ...dear.properties, p: { type: 'string', pattern: '(' } } } as Schema;
    expect(print(definitionErrors(definition(unsound)))).toEqual([expect.stringContaining('properties[p].pattern')]);
  });

  it('is held against a changed schema alone, but in all against each', () => {
    const [dear, all] = [schemaOf('a quadratic rule'), schemaOf('totals over the limit')];
    const request = {} as Parameters<typeof definitionUpdateErrors>[2];
    const changed = { ...dear, description: 'changed' };
    expect(print(definitionUpdateErrors(definition(dear), definition(dear), request))).toEqual([]);
    expect(single(definitionUpdateErrors(definition(changed), definition(dear), request))).toHaveLength(1);
    expect(print(definitionUpdateErrors(definition(all), definition(all), request)).at(-1)).toContain(
      'spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total',
    );
  });

  it('is refused by a cluster when it is written', async () => {
    const { cluster } = createEmbeddedCluster({ runtime: seededRuntime() });
    const wrong = cluster.create(definition(schemaOf('a quadratic rule')) as KubeObject);
    await expect(wrong).rejects.toThrow(
      /"things\.example\.org" is invalid: .*estimated rule cost exceeds budget by factor of 3\.2x/,
    );
    await cluster.create(definition(schemaOf('a bounded list')) as KubeObject);
    await expect(cluster.update(definition(schemaOf('a quadratic rule')) as KubeObject)).rejects.toThrow(
      /factor of 3\.2x/,
    );
  });

  it.each<[string, unknown]>([
    ['a bound beyond all', { maxItems: 10n ** 30n }],
    ['a broken bound', { maxItems: 1.5 }],
    ['a negative bound', { maxItems: -4 }],
    ['no list of rules', { 'x-kubernetes-validations': 'true' }],
    ['an empty rule', { 'x-kubernetes-validations': [null, {}, { rule: 5 }, { rule: ' ' }] }],
    [
      'required fields and values that are no lists',
      { items: { type: 'object', required: 3, properties: { a: { type: 'string', enum: 3 } } } },
    ],
  ])('is no stumbling block with %s', (_, more) => {
    const list = { ...schemaOf('a bounded list').properties?.l, ...(more as Schema) };
    expect(ruleCostErrors({ type: 'object', properties: { l: list } }, 'schema', false)).toEqual(expect.any(Array));
  });

  it.each(crdFiles())('is fine in %s', (file) => {
    const definitions = JSON.parse(readFileSync(file, 'utf8')) as readonly UnknownObject[];
    for (const { spec } of definitions) {
      for (const { schema } of (spec as { versions: { schema: { openAPIV3Schema: Schema } }[] }).versions) {
        expect(ruleCostErrors(schema.openAPIV3Schema, 'schema', false)).toEqual([]);
      }
    }
  });
});

function crdFiles(): readonly string[] {
  const folders = readdirSync('src/systems').map((system) => `src/systems/${system}/crds`);
  return folders.flatMap((folder) => {
    try {
      return readdirSync(folder).map((file) => `${folder}/${file}`);
    } catch {
      return [];
    }
  });
}
