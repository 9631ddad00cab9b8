import type { UnknownObject } from '../../../../kube/object.ts';
import type { PrinterColumn } from '../../../../kube/resource.ts';
import { printJson } from '../../../../kube/wide-json.ts';
import type { CustomVersion } from '../../api/state.ts';
import { type Cell, type Column, readColumns, type TableKind } from '../../kinds/shared/columns.ts';
import { age } from '../../kinds/shared/human-age.ts';
import { parseJsonPath, valuesAt } from './json-path.ts';

const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

const made = new WeakMap<CustomVersion, TableKind>();

/** The table of a custom kind: apiextensions-apiserver pkg/registry/customresource/tableconvertor/tableconvertor.go. */
export function customTable(version: CustomVersion): TableKind {
  const known = made.get(version);
  if (known) return known;
  const columns = version.columns?.length ? version.columns : [ageColumn];
  const readers = columns.map(readerOf);
  const kind: TableKind = {
    columns: [...readColumns('Name'), ...columns.map(describe)],
    cells: (object, now) => [object.metadata.name, ...readers.map((read) => read(object, now))],
  };
  made.set(version, kind);
  return kind;
}

const describe = (column: PrinterColumn): Column => ({
  name: column.name,
  type: column.type,
  format: column.format ?? '',
  description: column.description || `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
  priority: column.priority ?? 0,
});

function readerOf(column: PrinterColumn): (object: UnknownObject, now: number) => Cell {
  const path = parseJsonPath(column.jsonPath);
  if (!path) return () => null;
  return (object, now) => {
    const [value] = valuesAt(object, path);
    return value === undefined ? null : printCell(value, column, now);
  };
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const isTime = (text: string): boolean => rfc3339.test(text) && !Number.isNaN(Date.parse(text));

/** metav1.Time.UnmarshalQueryParameter: no text is no time, not a wrong one. */
const ageCell = (value: string, now: number): string => (value === '' || isTime(value) ? age(value, now) : '<invalid>');

function printCell(value: unknown, column: PrinterColumn, now: number): Cell {
  switch (column.type) {
    case 'date':
      return typeof value === 'string' ? ageCell(value, now) : null;
    case 'integer':
      return typeof value === 'bigint' ? value : typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    default:
      return typeof value === 'object' ? printJson(value) : String(value);
  }
}
