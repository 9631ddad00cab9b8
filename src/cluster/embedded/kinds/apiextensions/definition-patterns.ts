import { goRegexpProblem } from '../../../../core/go-regexp.ts';
import type { Schema } from '../../../../kube/schema.ts';
import { type FieldError, invalid } from '../../api/field-error.ts';

/**
 * Patterns of a field that are no Go expressions, its own and those of its value validations (apiextensions-apiserver
 * pkg/apiserver/schema/validation.go validateValueValidation).
 */
export function patternErrors({ pattern, allOf, anyOf, oneOf, not }: Schema, at: string): readonly FieldError[] {
  const problem = pattern ? goRegexpProblem(pattern) : undefined;
  return [
    ...(problem === undefined
      ? []
      : [invalid(`${at}.pattern`, pattern, `must be a valid regular expression, but isn't: ${problem}`)]),
    ...Object.entries({ anyOf, allOf, oneOf }).flatMap(([name, branches = []]) =>
      branches.flatMap((branch, index) => nestedErrors(branch, `${at}.${name}[${index}]`)),
    ),
    ...(not ? nestedErrors(not, `${at}.not`) : []),
  ];
}

/** Value validations may name fields of their own; they are no place for defaults or types. */
const nestedErrors = (schema: Schema, at: string): readonly FieldError[] => [
  ...patternErrors(schema, at),
  ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    nestedErrors(field, `${at}.properties[${name}]`),
  ),
  ...(schema.items ? nestedErrors(schema.items, `${at}.items`) : []),
];
