import type { KubeObject, UnknownObject } from '../../../../kube/object.ts';
import type { Fields } from './fill.ts';
import { age } from './human-age.ts';

/** A cell of a row. */
export type Cell = string | number | bigint | boolean | null;

/** metav1.TableColumnDefinition */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** How objects of a kind are shown: a row for each object. */
export interface TableKind {
  readonly columns: readonly Column[];
  /** The cells in order of the columns; `now` in milliseconds since the epoch. */
  readonly cells: (object: UnknownObject, now: number) => readonly Cell[];
  /** What is said of a row as a whole; undefined when nothing is. */
  readonly conditions?: (object: UnknownObject) => readonly object[] | undefined;
}

/**
 * Reads columns off one line: `Name, Ready, Desired:integer, IP?`. The column `Name` carries the format `name`;
 * `?` marks a column of `-o wide` only.
 */
export function readColumns(line: string): readonly Column[] {
  return line.split(', ').map((text) => {
    const wide = text.endsWith('?');
    const [name = '', type = 'string'] = text.replace('?', '').split(':');
    const format = name === 'Name' ? 'name' : '';
    return { name, type, format, description: '', priority: wide ? 1 : 0 };
  });
}

/** A kind's table from its columns' line and its cells. */
export function tableOf<T>(line: string, cells: (object: T, now: number) => readonly Cell[]): TableKind {
  return { columns: readColumns(line), cells: (object, now) => cells(object as never, now) };
}

/** An object of which a printer looks at a few fields. */
export interface Printed extends KubeObject {
  readonly spec?: Fields;
  readonly status?: Fields;
}

/** A field as a cell, empty when it is not there. */
export const textOf = (value: unknown): string => (value === undefined ? '' : String(value));

/** Age of an object. */
export const ageOf = (object: { readonly metadata: { readonly creationTimestamp?: string } }, now: number): string =>
  age(object.metadata.creationTimestamp, now);

/** `a=b,c=d` in order of keys, or `<none>`: apimachinery pkg/labels FormatLabels. */
export function printLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

/** Up to three entries and how many more there are. */
export function fewOf(list: readonly string[]): string {
  const shown = list.slice(0, 3).join(',');
  return list.length > 3 ? `${shown} + ${list.length - 3} more...` : shown;
}
