import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCel } from './cel.ts';
import { declareSchema, maxCardinality } from './cel-declare.ts';
import { estimateCost } from './cel-estimate.ts';
import type { CelRule, Schema } from './schema.ts';

interface Recorded {
  readonly path: string;
  readonly rule: string;
  readonly cost?: string;
  readonly cardinality?: string;
  readonly messageCost?: string;
  readonly problem?: string;
}

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** What the API server estimated; conformance/engines/oracles/cel-estimate writes it. */
const recorded = JSON.parse(readFileSync(new URL('./fixtures/cel-estimate.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly {
    readonly name: string;
    readonly schema: Schema;
    readonly estimates: readonly Recorded[];
  }[];
  readonly definitions: readonly {
    readonly file: string;
    readonly name: string;
    readonly version: string;
    readonly estimates: readonly Recorded[] | null;
  }[];
};

const engine = await loadCel();

interface Ours {
  readonly path: string;
  readonly rule: string;
  readonly cost: string | undefined;
  readonly cardinality: string | undefined;
  readonly messageCost?: string | undefined;
}

function estimateAll(schema: Schema, path: string, isRoot: boolean): readonly Ours[] {
  const { additionalProperties: values, properties = {}, items } = schema;
  const names = Object.keys(properties).sort();
  return [
    ...(schema['x-kubernetes-validations'] ?? []).map((rule) => estimateOne(rule, schema, path, isRoot)),
    ...(typeof values === 'object' ? estimateAll(values, `${path}.additionalProperties`, false) : []),
    ...names.flatMap((name) => estimateAll(properties[name] as Schema, `${path}.properties[${name}]`, false)),
    ...(items ? estimateAll(items, `${path}.items`, false) : []),
  ];
}

function estimateOne(rule: CelRule, schema: Schema, path: string, isRoot: boolean): Ours {
  const declared = declareSchema(schema, isRoot || (schema['x-kubernetes-embedded-resource'] ?? false));
  if (!declared) return { path, rule: rule.rule, cost: undefined, cardinality: undefined };
  const scope = { declared, isOldOptional: rule.optionalOldSelf ?? false };
  const costOf = (expression: string) => {
    const tree = engine.parse(expression);
    return tree && estimateCost(tree, scope)?.toString();
  };
  return {
    path,
    rule: rule.rule,
    cost: costOf(rule.rule),
    cardinality: maxCardinality(declared).toString(),
    ...(rule.messageExpression ? { messageCost: costOf(rule.messageExpression) } : {}),
  };
}

/** Estimated upstream, not known here: macros of two variables, those of optional values, and the newest functions of lists. */
const notKnown: ReadonlySet<string> = new Set([
  "self.ls2.all(i, v, v == 'x')",
  'self.ls2.transformList(i, v, v).size() > 0',
  'self.li2.sortBy(x, x).size() > 1',
  "self.?c.optMap(x, x + 'a').orValue('') == 'z'",
  'self.ls2.distinct().size() == self.ls2.size()',
]);

const cases = recorded.cases.flatMap(({ name, schema, estimates }) => {
  const ours = estimateAll(schema, '', true);
  return estimates.map((theirs, index) => [`${name}: ${theirs.rule}`, theirs, ours[index]] as const);
});

function schemaIn(file: string, name: string, version: string): Schema {
  const all = JSON.parse(readFileSync(file, 'utf8')) as readonly Definition[];
  const versions = all.find(({ metadata }) => metadata.name === name)?.spec.versions;
  return versions?.find((each) => each.name === version)?.schema.openAPIV3Schema ?? {};
}

describe('the estimate of what a rule may cost', () => {
  it.each(cases.filter(([, { cost, rule }]) => cost !== undefined && !notKnown.has(rule)))(
    "is the API server's to the unit: %s",
    (_, theirs, ours) => {
      expect(ours).toEqual(theirs);
    },
  );

  it.each(cases.filter(([, { cost, rule }]) => cost === undefined || notKnown.has(rule)))(
    'is not known where the rule is not understood: %s',
    (_, { rule }, ours) => {
      expect(ours).toMatchObject({ rule, cost: undefined });
    },
  );

  it.each(recorded.definitions.filter(({ estimates }) => estimates !== null))(
    "is the API server's for $name $version of $file",
    ({ file, name, version, estimates }) => {
      expect(estimateAll(schemaIn(file, name, version), '', true)).toEqual(estimates);
    },
  );

  it.each([
    ['a type that doubles with each step', `[{}]${'.map(x, {x: x})'.repeat(60)}.size() == 1`, undefined],
    ['a chain without end', Array(20_000).fill('self.a').join('||'), undefined],
    ['what cannot be read', `${'('.repeat(10_000)}self.a`, undefined],
    ['signs in brackets, which stay apart', `${'!('.repeat(60)}self.a${')'.repeat(60)}`, 62n],
  ])('comes to an end with %s', (_, expression, cost) => {
    const declared = declareSchema({ type: 'object', properties: { a: { type: 'boolean' } } }, true);
    const tree = engine.parse(expression);
    expect(declared && tree && estimateCost(tree, { declared, isOldOptional: false })).toBe(cost);
  });
});
