import { equalJson } from '../../../../kube/json.ts';
import type { PrinterColumn } from '../../../../kube/resource.ts';
import { type FieldError, invalid, required } from '../../api/field-error.ts';

/** A column of a definition; nothing of it is known to be there. */
type ColumnDraft = Partial<PrinterColumn>;

/** A version with the columns it shows. */
export interface Shown {
  readonly additionalPrinterColumns?: readonly ColumnDraft[] | null;
}

type Errors = readonly FieldError[];

/** What is wrong with the columns of versions: what all of them share is told once, of the definition itself. */
export function columnErrors(versions: readonly Shown[]): Errors {
  const [first] = versions;
  const shared = versions.every((each) => equalJson(columnsOf(each), columnsOf(first)));
  if (shared) return errorsOf(first, 'spec.additionalPrinterColumns');
  return versions.flatMap((each, index) => errorsOf(each, `spec.versions[${index}].additionalPrinterColumns`));
}

const columnsOf = (version: Shown | undefined): readonly ColumnDraft[] => version?.additionalPrinterColumns ?? [];

const errorsOf = (version: Shown | undefined, at: string): Errors =>
  columnsOf(version).flatMap((column, index) => oneErrors(column, `${at}[${index}]`));

const types = ['boolean', 'date', 'integer', 'number', 'string'];
const formats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const oneOf = (list: readonly string[]): string => `must be one of ${list.join(',')}`;

/** apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceColumnDefinition */
function oneErrors({ name, type, format, jsonPath }: ColumnDraft, at: string): Errors {
  const path = `${at}.JSONPath`;
  return [
    ...(name ? [] : [required(`${at}.name`)]),
    ...(type ? [] : [required(`${at}.type`, oneOf(types))]),
    ...(type && !types.includes(type) ? [invalid(`${at}.type`, type, oneOf(types))] : []),
    ...(format && !formats.includes(format) ? [invalid(`${at}.format`, format, oneOf(formats))] : []),
    ...(jsonPath ? [] : [required(path)]),
    ...(jsonPath && !jsonPath.startsWith('.')
      ? [invalid(path, jsonPath, 'must be a simple json path starting with .')]
      : []),
  ];
}
