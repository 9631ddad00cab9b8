import { printJson } from '../../../kube/wide-json.ts';
import { type StatusCause, StatusError } from '../../status-error.ts';

/** What is wrong with a field, as apimachinery pkg/util/validation/field/errors.go prints it. */
export interface FieldError {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotFound';
  /** e.g. `spec.ports[0].port`. */
  readonly field: string;
  /** Without the field, e.g. `Required value`. */
  readonly body: string;
}

/** A value as Go prints it in such texts. */
export const printValue = (value: unknown): string => printJson(value);

const withDetail = (head: string, detail: string): string => (detail ? `${head}: ${detail}` : head);

export const required = (field: string, detail = ''): FieldError => ({
  reason: 'FieldValueRequired',
  field,
  body: withDetail('Required value', detail),
});

export const invalid = (field: string, value: unknown, detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  body: withDetail(`Invalid value: ${printValue(value)}`, detail),
});

export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  reason: 'FieldValueNotSupported',
  field,
  body: `Unsupported value: ${printValue(value)}: supported values: ${supported.map((text) => JSON.stringify(text)).join(', ')}`,
});

export const duplicate = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueDuplicate',
  field,
  body: `Duplicate value: ${printValue(value)}`,
});

export const forbiddenField = (field: string, detail: string): FieldError => ({
  reason: 'FieldValueForbidden',
  field,
  body: withDetail('Forbidden', detail),
});

export const tooLong = (field: string, most: number): FieldError => ({
  reason: 'FieldValueTooLong',
  field,
  body: `Too long: may not be more than ${most} bytes`,
});

export const fieldNotFound = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueNotFound',
  field,
  body: `Not found: ${printValue(value)}`,
});

/** The 422 refusal of an object with such faults: `Deployment.apps "x" is invalid: …`. */
export function invalidObject(
  of: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.body}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const subject = of.group ? `${of.kind}.${of.group}` : of.kind;
  const causes: StatusCause[] = errors.map(({ reason, body, field }) => ({ reason, message: body, field }));
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${subject} "${name}" is invalid: ${list}`,
    reason: 'Invalid',
    details: {
      ...(name ? { name } : {}),
      ...(of.group ? { group: of.group } : {}),
      ...(of.kind ? { kind: of.kind } : {}),
      causes,
    },
    code: 422,
  });
}
