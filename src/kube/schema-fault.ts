import { printJson } from './wide-json.ts';

/** What is wrong with a field, as a cause of a refusal: apimachinery pkg/util/validation/field/errors.go. */
export interface SchemaFault {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid';
  /** e.g. `spec.ports[0].port`; `<nil>` for the object itself. */
  readonly field: string;
  /** Without the field, e.g. `Required value`. */
  readonly message: string;
}

/** The name of a field for messages; the object itself is `<nil>`. */
export const fieldLabel = (path: string): string => (path === '' ? '<nil>' : path);

/** A value as Go prints it in such texts. */
export const printFaultValue = (value: unknown): string => printJson(value ?? '');

/** `Invalid value: VALUE: detail`. */
export const invalidFault = (
  path: string,
  value: unknown,
  detail: string,
  reason: 'FieldValueInvalid' | 'FieldValueTypeInvalid' = 'FieldValueInvalid',
): SchemaFault => ({
  reason,
  field: fieldLabel(path),
  message: `Invalid value: ${printFaultValue(value)}: ${detail}`,
});

/** `Required value`. */
export const requiredFault = (path: string): SchemaFault => ({
  reason: 'FieldValueRequired',
  field: fieldLabel(path),
  message: 'Required value',
});

/** `Duplicate value: VALUE`. */
export const duplicateFault = (path: string, value: unknown): SchemaFault => ({
  reason: 'FieldValueDuplicate',
  field: fieldLabel(path),
  message: `Duplicate value: ${printFaultValue(value)}`,
});

/** `Unsupported value: VALUE: supported values: "a", "b"`. */
export const unsupportedFault = (path: string, value: unknown, supported: readonly unknown[]): SchemaFault => {
  const listed = supported.map((each) => JSON.stringify(typeof each === 'string' ? each : printJson(each)));
  return {
    reason: 'FieldValueNotSupported',
    field: fieldLabel(path),
    message: `Unsupported value: ${printFaultValue(value)}: supported values: ${listed.join(', ')}`,
  };
};

/** `Too many: N: must have at most M items`. */
export const tooManyFault = (path: string, count: number, most: number): SchemaFault => ({
  reason: 'FieldValueTooMany',
  field: fieldLabel(path),
  message: `Too many: ${count}: must have at most ${most} item${most === 1 ? '' : 's'}`,
});

/** `Too long: may not be more than N bytes`. */
export const tooLongFault = (path: string, most: number): SchemaFault => ({
  reason: 'FieldValueTooLong',
  field: fieldLabel(path),
  message: `Too long: may not be more than ${most} byte${most === 1 ? '' : 's'}`,
});
