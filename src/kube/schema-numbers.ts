import type { Schema } from './schema.ts';
import { invalidFault, type SchemaFault } from './schema-fault.ts';
import { isInt64 } from './wide-json.ts';

/**
 * What is wrong with a number, in the words of the API server: kube-openapi pkg/validation/validate/{validator,values}.go
 * numberValidator. Bounds are float64 there, so that 9223372036854774807 bounds as 9223372036854774784.
 */
export function numberFaults(value: number | bigint, schema: Schema, path: string): readonly SchemaFault[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const faults = rangeFaults('Checked', value, schema, path);
  const refuse = (rule: string) => faults.push(invalidFault(path, value, `${path} in body should be ${rule}`));
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) refuse(`a multiple of ${multipleOf}`);
  if (minimum !== undefined) {
    faults.push(...rangeFaults('Minimum boundary', minimum, schema, path));
    const least = boundFor(value, minimum, schema);
    if (exclusiveMinimum ? value <= least : value < least) {
      refuse(`${exclusiveMinimum ? 'greater than' : 'greater than or equal to'} ${least}`);
    }
  }
  if (maximum !== undefined) {
    faults.push(...rangeFaults('Maximum boundary', maximum, schema, path));
    const most = boundFor(value, maximum, schema);
    if (exclusiveMaximum ? value >= most : value > most) {
      refuse(`${exclusiveMaximum ? 'less than' : 'less than or equal to'} ${most}`);
    }
  }
  return faults;
}

function rangeFaults(what: string, value: number | bigint, schema: Schema, path: string): SchemaFault[] {
  if (fitsType(value, schema)) return [];
  const format = schema.format ? `with format ${schema.format}` : '(default format)';
  const message = `Invalid value: "": ${what} value must be of type integer ${format} in ${path}`;
  return [{ reason: 'FieldValueInvalid', field: '<nil>', message }];
}

/** Whether a number is in the range of the schema's type: of its digits, as strconv reads them. */
function fitsType(value: number | bigint, { type, format }: Schema): boolean {
  if (type !== 'integer') return true;
  const digits = String(value);
  if (!/^-?\d+$/.test(digits)) return false;
  return format === 'int32' ? Number(value) === (Number(value) | 0) : isInt64(BigInt(digits));
}

/** The bound as it is compared: whole numbers are compared as int64 where the bound is one. */
function boundFor(value: number | bigint, bound: number | bigint, schema: Schema): number | bigint {
  const float = Number(bound);
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!isWhole || !fitsType(bound, schema)) return float;
  const whole = BigInt(Math.trunc(float));
  return isInt64(whole) ? whole : float;
}

const isMultiple = (value: number | bigint, of: number): boolean =>
  typeof value === 'bigint' && Number.isInteger(of) ? value % BigInt(of) === 0n : Number.isInteger(Number(value) / of);
