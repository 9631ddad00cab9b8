import { type CelEngine, loadCel } from '../../../../kube/cel.ts';
import { boundOf, type Declared, declareSchema, maxCardinality } from '../../../../kube/cel-declare.ts';
import { estimateCost } from '../../../../kube/cel-estimate.ts';
import { mostCost, multiplyCosts } from '../../../../kube/cel-size.ts';
import type { CelRule, Schema } from '../../../../kube/schema.ts';
import { hasCelRules } from '../../../../kube/schema-cel.ts';
import { type FieldError, forbiddenField } from '../../api/field-error.ts';

/** What one rule may cost, and all of a schema: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go. */
const ruleLimit = 10_000_000n;
const schemaLimit = 100_000_000n;

let engine: CelEngine | undefined;

/** Reads the engine that reads rules; to be awaited before definitions are written. */
export async function prepareRuleCosts(): Promise<void> {
  engine ??= await loadCel();
}

interface RuleCost {
  readonly at: string;
  readonly cost: bigint;
  readonly name: string;
}

/**
 * Rules that may cost too much by the API server's estimate. `isUnchanged` says that the schema was stored so before: its rules are
 * not held to the limit of one.
 */
export function ruleCostErrors(schema: Schema, at: string, isUnchanged: boolean): readonly FieldError[] {
  if (!engine || !hasCelRules(schema)) return [];
  const costs = collectCosts(engine, schema, { at, isRoot: true, cardinality: 1n });
  const single = isUnchanged ? [] : costs.filter(({ cost }) => cost > ruleLimit);
  const total = costs.reduce((sum, { cost }) => (sum + cost > mostCost ? mostCost : sum + cost), 0n);
  return [
    ...single.map(({ at: where, cost, name }) =>
      forbiddenField(where, excessText(`estimated ${name} cost`, cost, ruleLimit)),
    ),
    ...(total > schemaLimit ? totalErrors(costs, total, at) : []),
  ];
}

function totalErrors(costs: readonly RuleCost[], total: bigint, at: string): readonly FieldError[] {
  const dear = costs.filter(({ cost }) => cost >= schemaLimit / 100n);
  const dearest = dear.toSorted((a, b) => (a.cost > b.cost ? -1 : Number(a.cost < b.cost))).slice(0, 4);
  const share = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  const all = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  return [
    ...dearest.map(({ at: where }) => forbiddenField(where, share)),
    forbiddenField(at, excessText(all, total, schemaLimit)),
  ];
}

interface Place {
  readonly at: string;
  readonly isRoot: boolean;
  /** How often the schema's value may be there; undefined when nothing bounds it. */
  readonly cardinality: bigint | undefined;
}

/** Those of the fields first. */
function collectCosts(celEngine: CelEngine, schema: Schema, place: Place): readonly RuleCost[] {
  if (!hasCelRules(schema)) return [];
  const { additionalProperties: values, properties = {}, items } = schema;
  const cardinality = childCardinality(schema, place.cardinality);
  const below = (child: Schema, name: string) =>
    collectCosts(celEngine, child, { at: `${place.at}.${name}`, isRoot: false, cardinality });
  return [
    ...(typeof values === 'object' ? below(values, 'additionalProperties') : []),
    ...Object.entries(properties).flatMap(([name, field]) => below(field, `properties[${name}]`)),
    ...(items ? below(items, 'items') : []),
    ...ownCosts(celEngine, schema, place),
  ];
}

/** cel_validation.go childContext, extractMaxElements */
function childCardinality(schema: Schema, own: bigint | undefined): bigint | undefined {
  const { type, additionalProperties, maxProperties, maxItems } = schema;
  const isMap = type === 'object' && additionalProperties !== undefined;
  if (!isMap && type !== 'array') return own;
  const most = boundOf(isMap ? maxProperties : maxItems);
  return own === undefined || most === undefined ? undefined : multiplyCosts(own, BigInt(most));
}

function ownCosts(celEngine: CelEngine, schema: Schema, { at, isRoot, cardinality }: Place): readonly RuleCost[] {
  const written: unknown = schema['x-kubernetes-validations'];
  const rules = Array.isArray(written) ? (written as readonly CelRule[]) : [];
  const isResource = isRoot || (schema['x-kubernetes-embedded-resource'] ?? false);
  const declared = rules.length > 0 ? declareSchema(schema, isResource) : undefined;
  if (!declared) return [];
  const times = cardinality ?? maxCardinality(declared);
  return rules.flatMap((rule, index) => {
    const where = `${at}.x-kubernetes-validations[${index}]`;
    const cost = estimate(celEngine, rule, rule?.rule, declared);
    if (cost === undefined) return [];
    const said = rule.messageExpression ? estimate(celEngine, rule, rule.messageExpression, declared) : undefined;
    return [
      { at: `${where}.rule`, cost: multiplyCosts(cost, times), name: 'rule' },
      ...(said === undefined ? [] : [{ at: `${where}.messageExpression`, cost: said, name: 'messageExpression' }]),
    ];
  });
}

function estimate(celEngine: CelEngine, rule: CelRule, expression: unknown, declared: Declared): bigint | undefined {
  if (typeof expression !== 'string' || expression.trim() === '') return undefined;
  const tree = celEngine.parse(expression);
  return tree && estimateCost(tree, { declared, isOldOptional: rule.optionalOldSelf ?? false });
}

function excessText(name: string, cost: bigint, limit: bigint): string {
  const factor = Number(cost) / Number(limit);
  const times = factor > 100 ? 'more than 100' : printFixed(factor, factor < 1.5 ? 6 : 1);
  return `${name} exceeds budget by factor of ${times}x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** As Go prints `%.nf`: the exact value rounded, a half to the even digit. */
function printFixed(value: number, digits: number): string {
  const unit = 2n ** 60n;
  const scaled = BigInt(value * 2 ** 60) * 10n ** BigInt(digits);
  const [whole, twice] = [scaled / unit, (scaled % unit) * 2n];
  const isUp = twice > unit || (twice === unit && whole % 2n === 1n);
  const text = String(whole + (isUp ? 1n : 0n));
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
