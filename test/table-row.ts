import { builtinKinds } from '../src/cluster/embedded/kinds/index.ts';
import type { Cell, Column } from '../src/cluster/embedded/kinds/shared/columns.ts';
import { tableKindOf } from '../src/cluster/embedded/server/tables/kinds.ts';

type Fields = Readonly<Record<string, unknown>>;

const kindOf = (table: string) =>
  tableKindOf({ own: builtinKinds.find((kind) => kind.table === table) ?? {}, custom: undefined } as never);

/** The moment at which rows are made: five seconds after the objects. */
export const rowTime = 5000;

/** The row of an object made five seconds ago, by the table of its resource (`apps/deployments`). */
export function rowOf(table: string, object: Fields = {}): readonly Cell[] {
  const metadata = { name: 'x', creationTimestamp: '1970-01-01T00:00:00Z', ...(object.metadata as Fields | undefined) };
  return kindOf(table).cells({ ...object, metadata } as never, rowTime);
}

const columnText = ({ name, type, format, priority }: Column): string =>
  `${name}${type === 'string' ? '' : ` <${type}>`}${format && `@${format}`}${'?'.repeat(priority)}`;

/** The columns of a resource: `NAME`, ` <TYPE>` unless it is text, `@FORMAT` when it has one, `?` for those of `-o wide`. */
export const columnsOf = (table: string): string => kindOf(table).columns.map(columnText).join(', ');
