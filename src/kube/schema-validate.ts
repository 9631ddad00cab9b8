import { compileGoRegexp, RegexpWorkError } from '../core/go-regexp.ts';
import { equalJson, isJsonObject } from './json.ts';
import type { Json } from './object.ts';
import type { Schema } from './schema.ts';
import {
  invalidFault,
  requiredFault,
  type SchemaFault,
  tooLongFault,
  tooManyFault,
  unsupportedFault,
} from './schema-fault.ts';
import { keepsFormat } from './schema-formats.ts';
import { numberFaults } from './schema-numbers.ts';
import { isInt64 } from './wide-json.ts';

/**
 * What is wrong with a custom object, in the words of the API server (kube-openapi pkg/validation, apiextensions
 * pkg/apiserver/validation). CEL rules and duplicates in lists are checked apart. With `old`, unchanged parts are let pass.
 */
export function validateSchema(value: Json, schema: Schema, old?: Json): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  check(value, schema, { path: '', old }, faults);
  return faults;
}

type Faults = SchemaFault[];

/** Where a value is, and what was there before, if anything. */
interface Place {
  readonly path: string;
  readonly old: Json | undefined;
}

function check(value: Json, schema: Schema, place: Place, faults: Faults): void {
  const { path, old } = place;
  // Unchanged parts of an update are not held against it (CRDValidationRatcheting).
  if (old !== undefined && path !== '' && equalJson(value, old)) return;
  if (!checkType(value, schema, path, faults) && value === null) return;
  checkCombinations(value, schema, path, faults);
  if (typeof value === 'string') checkString(value, schema, path, faults);
  else if (typeof value === 'number' || typeof value === 'bigint') faults.push(...numberFaults(value, schema, path));
  else if (Array.isArray(value)) checkList(value, schema, place, faults);
  if (schema.enum && value !== null && !schema.enum.some((each) => equalJson(each, value))) {
    faults.push(unsupportedFault(path, value, schema.enum));
  }
  if (isJsonObject(value)) checkObject(value, schema, place, faults);
}

const inBody = (path: string): string => `${path} in body`;

/** Name of a value's JSON type as messages print it. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  // A float counts as whole only where it is exact (go-openapi/swag IsFloat64AJSONInteger); an int64 always does.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  if (typeof value === 'bigint') return isInt64(value) ? 'integer' : 'number';
  return typeof value;
}

/** Whether the value has the type; reports it when not. */
function checkType(value: Json, schema: Schema, path: string, faults: Faults): boolean {
  const wanted = schema['x-kubernetes-int-or-string'] ? 'integer,string' : schema.type;
  if (wanted === undefined) return true;
  if (value === null) {
    if (schema.nullable) return true;
    return reportType('null', wanted, path, faults);
  }
  const actual = typeName(value);
  if (wanted.split(',').includes(actual) || (actual === 'integer' && wanted === 'number')) return true;
  // Where the schema names a format, all but texts and lists are told by theirs.
  if (!schema.format || actual === 'string' || actual === 'array') return reportType(actual, wanted, path, faults);
  return reportType(formats[actual] ?? '', schema.format, path, faults);
}

const formats: Readonly<Record<string, string>> = { integer: 'int64', number: 'float64' };

function reportType(actual: string, wanted: string, path: string, faults: Faults): false {
  const detail = `${inBody(path)} must be of type ${wanted}: ${JSON.stringify(actual)}`;
  faults.push(invalidFault(path, actual, detail, 'FieldValueTypeInvalid'));
  return false;
}

/** What is held against a text by a pattern: kube-openapi pkg/validation/validate/values.go Pattern. */
function patternFault(value: string, pattern: string, path: string): SchemaFault | undefined {
  const compiled = compileGoRegexp(pattern);
  if ('problem' in compiled) {
    const wanted = `${pattern}, but pattern is invalid: ${compiled.problem}`;
    return invalidFault(path, value, `${inBody(path)} should match '${wanted}'`);
  }
  try {
    if (compiled.regexp.matches(value)) return undefined;
  } catch (thrown) {
    if (!(thrown instanceof RegexpWorkError)) throw thrown;
    return invalidFault(path, '', `${inBody(path)} cannot be matched: ${thrown.message}`);
  }
  return invalidFault(path, value, `${inBody(path)} should match '${pattern}'`);
}

function checkString(value: string, schema: Schema, path: string, faults: Faults): void {
  const { minLength, maxLength, pattern, format } = schema;
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length;
  // Of these three only the first fault is told.
  if (maxLength !== undefined && length > maxLength) faults.push(tooLongFault(path, maxLength));
  else if (minLength !== undefined && length < minLength) {
    faults.push(invalidFault(path, value, `${inBody(path)} should be at least ${minLength} chars long`));
  } else if (pattern !== undefined) {
    const fault = patternFault(value, pattern, path);
    if (fault) faults.push(fault);
  }
  if (format && !keepsFormat(value, format)) {
    const detail = `${inBody(path)} must be of type ${format}: ${JSON.stringify(value)}`;
    faults.push(invalidFault(path, value, detail, 'FieldValueTypeInvalid'));
  }
}

function checkList(list: readonly Json[], schema: Schema, { path, old }: Place, faults: Faults): void {
  const { items, minItems, maxItems, uniqueItems } = schema;
  const before = Array.isArray(old) ? old : [];
  for (const [index, item] of items ? list.entries() : []) {
    check(item, items!, { path: `${path}[${index}]`, old: before[index] as Json | undefined }, faults);
  }
  if (minItems !== undefined && list.length < minItems) {
    faults.push(invalidFault(path, list.length, `${inBody(path)} should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && list.length > maxItems) faults.push(tooManyFault(path, list.length, maxItems));
  if (uniqueItems && list.some((item, index) => list.slice(0, index).some((each) => equalJson(each, item)))) {
    faults.push(invalidFault(path, '', `${inBody(path)} shouldn't contain duplicates`));
  }
}

type Fields = { readonly [key: string]: Json };

function checkObject(object: Fields, schema: Schema, { path, old }: Place, faults: Faults): void {
  const { properties, additionalProperties, required, minProperties, maxProperties } = schema;
  const count = minProperties === undefined && maxProperties === undefined ? 0 : Object.keys(object).length;
  if (minProperties !== undefined && count < minProperties) {
    faults.push(invalidFault(path, count, `${inBody(path)} should have at least ${minProperties} properties`));
  }
  if (maxProperties !== undefined && count > maxProperties) faults.push(tooManyFault(path, count, maxProperties));
  const before = isJsonObject(old) ? old : {};
  for (const key of Object.keys(object)) {
    const known = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const field = known ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    const at = path === '' ? key : `${path}.${key}`;
    if (field) check(object[key]!, field, { path: at, old: before[key] }, faults);
    else if (additionalProperties === false) {
      faults.push(invalidFault(path, '', `${path}.${key} in body is a forbidden property`));
    }
  }
  for (const key of required ?? []) {
    if (!Object.hasOwn(object, key)) faults.push(requiredFault(path === '' ? key : `${path}.${key}`));
  }
}

function checkCombinations(value: Json, schema: Schema, path: string, faults: Faults): void {
  const { allOf, anyOf, oneOf, not } = schema;
  if (!allOf && !anyOf && !oneOf && !not) return;
  const failed = (branch: Schema): Faults => {
    const found: Faults = [];
    check(value, branch, { path, old: undefined }, found);
    return found;
  };
  const report = (rule: string) =>
    faults.push({
      reason: 'FieldValueInvalid',
      field: '<nil>',
      message: `Invalid value: "": ${JSON.stringify(path)} must ${rule}`,
    });
  if (anyOf) {
    const results = anyOf.map(failed);
    if (results.every((found) => found.length > 0)) {
      report('validate at least one schema (anyOf)');
      faults.push(...fewest(results));
    }
  }
  if (oneOf) {
    const results = oneOf.map(failed);
    const valid = results.filter((found) => found.length === 0).length;
    if (valid !== 1) {
      const counted = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
      report(`validate one and only one schema (oneOf). ${counted}`);
      if (valid === 0) faults.push(...fewest(results));
    }
  }
  if (allOf) {
    const results = allOf.map(failed);
    const valid = results.filter((found) => found.length === 0).length;
    faults.push(...results.flat());
    if (valid !== allOf.length) report(`validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
  }
  if (not && failed(not).length === 0) report('not validate the schema (not)');
}

const fewest = (results: readonly Faults[]): Faults =>
  results.reduce((best, found) => (found.length < best.length ? found : best));

/** `Deployment.apps "x" is invalid: …` without its head: one fault bare, several in brackets. */
export function printFaults(faults: readonly SchemaFault[]): string {
  const texts = [...new Set(faults.map(({ field, message }) => `${field}: ${message}`))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}
