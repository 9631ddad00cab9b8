import type { Environment } from '@marcbachmann/cel-js';
import { messageOf } from '../core/errors.ts';
import { equalJson, isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import { type CelRule, itemSchema, type Schema, subSchema } from './schema.ts';
import { fieldLabel, printFaultValue, type SchemaFault } from './schema-fault.ts';

/** Checks objects against the CEL rules of their schema; `old` is the object before an update. */
export interface RuleChecker {
  readonly check: (value: Json, schema: Schema, old?: Json) => readonly SchemaFault[];
}

let loading: Promise<RuleChecker> | undefined;

/** The checker of CEL rules (`x-kubernetes-validations`); its engine is read on first use. */
export function loadRuleChecker(): Promise<RuleChecker> {
  loading ??= import('@marcbachmann/cel-js').then(({ Environment }) => new Checker(prepare(new Environment(options))));
  return loading;
}

const known = new WeakMap<Schema, boolean>();

/** Whether a schema has CEL rules anywhere. */
export function hasRules(schema: Schema): boolean {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  known.set(schema, false);
  const { properties, items, additionalProperties } = schema;
  const below = [...Object.values(properties ?? {}), ...(items ? [items] : [])];
  if (typeof additionalProperties === 'object') below.push(additionalProperties);
  const found = (schema['x-kubernetes-validations']?.length ?? 0) > 0 || below.some(hasRules);
  known.set(schema, found);
  return found;
}

const options = { unlistedVariablesAreDyn: true, enableOptionalTypes: true } as const;

type Evaluate = (context: Record<string, unknown>) => unknown;

function prepare(environment: Environment): Environment {
  environment.registerFunction('isURL(string): bool', (text: string) => URL.canParse(text));
  return environment;
}

class Checker implements RuleChecker {
  readonly #environment: Environment;
  readonly #compiled = new Map<string, Evaluate | { readonly error: string }>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  check(value: Json, schema: Schema, old?: Json): readonly SchemaFault[] {
    const faults: SchemaFault[] = [];
    this.#visit(value, schema, '', old, faults);
    return faults;
  }

  #visit(value: Json, schema: Schema, path: string, old: Json | undefined, faults: SchemaFault[]): void {
    if (value === null || !hasRules(schema)) return;
    for (const rule of schema['x-kubernetes-validations'] ?? []) {
      const fault = this.#evaluate(rule, value, schema, path, old);
      if (fault) faults.push(fault);
    }
    if (Array.isArray(value)) this.#visitList(value, schema, path, old, faults);
    else if (isJsonObject(value)) {
      const before = isJsonObject(old) ? old : {};
      for (const key of Object.keys(value)) {
        const field = subSchema(schema, key);
        if (field) this.#visit(value[key]!, field, path === '' ? key : `${path}.${key}`, before[key], faults);
      }
    }
  }

  #visitList(list: readonly Json[], schema: Schema, path: string, old: Json | undefined, faults: SchemaFault[]): void {
    const items = itemSchema(schema);
    if (!items) return;
    const before = Array.isArray(old) ? (old as readonly Json[]) : [];
    const keys = schema['x-kubernetes-list-map-keys'];
    for (const [index, item] of list.entries()) {
      // Only items of a list with keys are known to be the same ones as before.
      const earlier = keys && before.find((each) => keys.every((key) => equalJson(read(each, key), read(item, key))));
      this.#visit(item, items, `${path}[${index}]`, earlier, faults);
    }
  }

  #evaluate(rule: CelRule, value: Json, schema: Schema, path: string, old: Json | undefined): SchemaFault | undefined {
    const isTransition = /\boldSelf\b/.test(rule.rule);
    if (isTransition && old === undefined && !rule.optionalOldSelf) return undefined;
    // Unchanged values of an update are not held against it.
    if (!isTransition && old !== undefined && equalJson(value, old)) return undefined;
    const at = rule.fieldPath ? `${path}${path === '' ? rule.fieldPath.replace(/^\./, '') : rule.fieldPath}` : path;
    const shown = schema.type === 'object' || schema.type === 'array' ? '' : `: ${printFaultValue(value)}`;
    const context = { self: toCel(value, schema), oldSelf: old === undefined ? undefined : toCel(old, schema) };
    const result = this.#run(rule.rule, context);
    if (result === true) return undefined;
    if (typeof result === 'object' && result !== null && 'error' in result) {
      const detail = `${result.error} evaluating rule: ${(rule.message ?? rule.rule).trim()}`;
      return {
        reason: 'FieldValueInvalid',
        field: fieldLabel(at),
        message: `Invalid value: "${schema.type}": ${detail}`,
      };
    }
    return { ...this.#refusal(rule, context, shown), field: fieldLabel(at) };
  }

  #refusal(rule: CelRule, context: Record<string, unknown>, shown: string): Omit<SchemaFault, 'field'> {
    const computed = rule.messageExpression ? this.#run(rule.messageExpression, context) : undefined;
    const fixed = rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
    const detail = typeof computed === 'string' && computed.trim() !== '' ? computed : fixed;
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

  #run(expression: string, context: Record<string, unknown>): unknown {
    const program = this.#compile(expression);
    if (typeof program !== 'function') return program;
    try {
      return program(context);
    } catch (thrown) {
      return { error: messageOf(thrown).split('\n')[0]! };
    }
  }

  #compile(expression: string): Evaluate | { readonly error: string } {
    const ready = this.#compiled.get(expression);
    if (ready) return ready;
    let program: Evaluate | { readonly error: string };
    try {
      program = this.#environment.parse(withoutIndexedHas(expression)) as unknown as Evaluate;
    } catch (thrown) {
      program = { error: `rule compile error: ${messageOf(thrown).split('\n')[0]}` };
    }
    this.#compiled.set(expression, program);
    return program;
  }
}

/** The engine cannot do `has(x[0].f)`; the optional field says the same. */
const withoutIndexedHas = (expression: string): string =>
  expression.replace(/has\(([^()]*\[[^()]*\])\.(\w+)\)/g, '$1.?$2.hasValue()');

const read = (item: Json, key: string): Json | undefined => (isJsonObject(item) ? item[key] : undefined);

/** Names of fields as CEL sees them: apiserver pkg/cel/escaping.go. */
const escapeName = (name: string): string =>
  keywords.has(name)
    ? `__${name}__`
    : name.replace(
        /__|[.\-/]/g,
        (part) => ({ __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' })[part]!,
      );

const keywords = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

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
    return [isNamed ? escapeName(key) : key, toCel(field, schema && subSchema(schema, key))];
  });
  return Object.fromEntries(entries);
}
