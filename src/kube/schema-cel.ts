import { type CelEngine, type CelResult, loadCel, objectBudget, perCallLimit } from './cel.ts';
import { cancelled, interrupted, maxWork } from './cel-meter.ts';
import { escapeCelName } from './cel-name.ts';
import { equalJson, isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import { type CelRule, itemSchema, type Schema, subSchema } from './schema.ts';
import { fieldLabel, printFaultValue, type SchemaFault } from './schema-fault.ts';

/** Checks objects against the CEL rules of their schema; `old` is the object before an update. */
export interface CelRuleChecker {
  readonly check: (value: Json, schema: Schema, old?: Json) => readonly SchemaFault[];
}

let loading: Promise<CelRuleChecker> | undefined;

/** The checker of CEL rules (`x-kubernetes-validations`); its engine is read on first use. */
export function loadCelRuleChecker(): Promise<CelRuleChecker> {
  loading ??= loadCel().then((engine) => new Checker(engine));
  return loading;
}

const known = new WeakMap<Schema, boolean>();

/** Whether a schema has CEL rules anywhere. */
export function hasCelRules(schema: Schema): boolean {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  known.set(schema, false);
  const { properties, items, additionalProperties } = schema;
  const below = [...Object.values(properties ?? {}), ...(items ? [items] : [])];
  if (typeof additionalProperties === 'object') below.push(additionalProperties);
  const found = (schema['x-kubernetes-validations']?.length ?? 0) > 0 || below.some(hasCelRules);
  known.set(schema, found);
  return found;
}

/** One check of one object: what was found, and what is left of the budget of all its rules; below zero no more rules are run. */
interface Round {
  readonly faults: SchemaFault[];
  budget: number;
  /** Steps left, of those that cost nothing upstream too. */
  work: number;
}

class Checker implements CelRuleChecker {
  readonly #engine: CelEngine;
  readonly #values = new WeakMap<object, { readonly schema: Schema; readonly value: unknown }>();

  constructor(engine: CelEngine) {
    this.#engine = engine;
  }

  check(value: Json, schema: Schema, old?: Json): readonly SchemaFault[] {
    const round: Round = { faults: [], budget: objectBudget, work: 4 * maxWork };
    this.#visit({ value, schema, path: '', old }, round);
    return round.faults;
  }

  #visit(place: Place, round: Round): void {
    const { value, schema, path, old } = place;
    if (value === null || !hasCelRules(schema)) return;
    for (const rule of schema['x-kubernetes-validations'] ?? []) {
      if (round.budget < 0) return;
      const fault = this.#evaluate(rule, place, round);
      if (fault) round.faults.push(fault);
    }
    if (Array.isArray(value)) this.#visitList(value, place, round);
    else if (isJsonObject(value)) {
      const before = isJsonObject(old) ? old : {};
      for (const key of Object.keys(value)) {
        const field = subSchema(schema, key);
        if (!field) continue;
        const at = path === '' ? key : `${path}.${key}`;
        this.#visit({ value: value[key]!, schema: field, path: at, old: before[key] }, round);
      }
    }
  }

  #visitList(list: readonly Json[], { schema, path, old }: Place, round: Round): void {
    const items = itemSchema(schema);
    if (!items) return;
    const before = Array.isArray(old) ? (old as readonly Json[]) : [];
    const keys = schema['x-kubernetes-list-map-keys'];
    for (const [index, item] of list.entries()) {
      // Only items of a list with keys are known to be the same ones as before.
      const earlier = keys && before.find((each) => keys.every((key) => equalJson(read(each, key), read(item, key))));
      this.#visit({ value: item, schema: items, path: `${path}[${index}]`, old: earlier }, round);
    }
  }

  #evaluate(rule: CelRule, place: Place, round: Round): SchemaFault | undefined {
    const { value, schema, path, old } = place;
    const isTransition = /\boldSelf\b/.test(rule.rule);
    if (isTransition && old === undefined && !rule.optionalOldSelf) return undefined;
    // Unchanged values of an update are not held against it.
    if (!isTransition && old !== undefined && equalJson(value, old)) return undefined;
    const at = rule.fieldPath ? `${path}${path === '' ? rule.fieldPath.replace(/^\./, '') : rule.fieldPath}` : path;
    const shown = schema.type === 'object' || schema.type === 'array' ? '' : `: ${printFaultValue(value)}`;
    const variables = {
      self: this.#toCel(value, schema),
      oldSelf: old === undefined ? undefined : this.#toCel(old, schema),
    };
    const result = this.#run(rule.rule, variables);
    spend(round, result);
    if (round.budget < 0) return wholeFault(path, schema, outOfBudget);
    if ('error' in result) {
      if (isLacking(result.error)) return undefined;
      if (result.error === cancelled || result.error === interrupted) round.budget = -1;
      const isCancelled = round.budget < 0;
      return wholeFault(isCancelled ? path : at, schema, errorDetail(result.error, rule));
    }
    if (result.value === true) return undefined;
    return { ...this.#refusal(rule, variables, shown, round), field: fieldLabel(at) };
  }

  #refusal(rule: CelRule, variables: Variables, shown: string, round: Round): Omit<SchemaFault, 'field'> {
    const computed = rule.messageExpression ? this.#run(rule.messageExpression, variables) : undefined;
    if (computed) spend(round, computed);
    if (computed && 'error' in computed && computed.error === cancelled) round.budget = -1;
    const text = computed && 'value' in computed ? computed.value : undefined;
    const fixed = rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
    const detail = typeof text === 'string' && isMessage(text) ? text : fixed;
    switch (rule.reason) {
      case 'FieldValueForbidden':
        return { reason: rule.reason, message: `Forbidden: ${detail}` };
      case 'FieldValueRequired':
        return { reason: rule.reason, message: `Required value: ${detail}` };
      case 'FieldValueDuplicate':
        return { reason: rule.reason, message: `Duplicate value${shown}` };
      default:
        return { reason: 'FieldValueInvalid', message: `Invalid value${shown}: ${detail}` };
    }
  }

  #run(expression: string, variables: Variables): CelResult {
    const program = this.#engine.compile(expression);
    if (typeof program !== 'function') return { error: `rule compile error: ${program.error}`, cost: 0, work: 0 };
    return program(variables, perCallLimit);
  }

  /** Objects do not change: what one became is kept for the next rule. */
  #toCel(value: Json, schema: Schema): unknown {
    if (typeof value !== 'object' || value === null) return toCel(value, schema);
    const known = this.#values.get(value);
    if (known?.schema === schema) return known.value;
    const made = toCel(value, schema);
    this.#values.set(value, { schema, value: made });
    return made;
  }
}

type Variables = Readonly<Record<string, unknown>>;

interface Place {
  readonly value: Json;
  readonly schema: Schema;
  readonly path: string;
  readonly old: Json | undefined;
}

function spend(round: Round, { cost, work }: CelResult): void {
  round.budget -= cost;
  round.work -= work;
  if (round.work < 0) round.budget = -1;
}

const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';

const wholeFault = (path: string, { type }: Schema, detail: string): SchemaFault => ({
  reason: 'FieldValueInvalid',
  field: fieldLabel(path),
  message: `Invalid value: "${type}": ${detail}`,
});

/**
 * The engine lacks a function of the API server's libraries (apiserver pkg/cel/library, cel-go ext): what the rule says is not known, and
 * what is not known refuses nothing. A rule that the API server cannot compile never gets into a definition.
 */
const isLacking = (error: string): boolean => /^(?:rule compile error: )?found no matching overload for /.test(error);

/** apiextensions-apiserver pkg/apiserver/schema/cel/validation.go, ruleErrorString. */
function errorDetail(error: string, rule: CelRule): string {
  const named = (rule.message ?? rule.rule).trim();
  return error === cancelled
    ? `'${error}': no further validation rules will be run due to call cost exceeding limit for rule: ${named}`
    : `${error} evaluating rule: ${named}`;
}

/** What a messageExpression may give: one line of at most 5 KiB (evalMessageExpression). */
const isMessage = (text: string): boolean =>
  text.trim() !== '' && Buffer.byteLength(text) <= 5 * 1024 && !text.includes('\n');

const read = (item: Json, key: string): Json | undefined => (isJsonObject(item) ? item[key] : undefined);

/** A value as CEL takes it: whole numbers as int, by the schema; fields of structs under their escaped names. */
function toCel(value: Json, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => toCel(item as Json, schema && itemSchema(schema)));
  if (typeof value === 'number') {
    return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value);
  }
  if (typeof value === 'bigint') return schema?.type === 'number' ? Number(value) : value;
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, field]) => {
    const isNamed = schema?.properties && Object.hasOwn(schema.properties, key);
    return [isNamed ? escapeCelName(key) : key, toCel(field, schema && subSchema(schema, key))];
  });
  return Object.fromEntries(entries);
}
