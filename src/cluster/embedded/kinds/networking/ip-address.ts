import type { BuiltinKind } from '../builtin-kind.ts';
import { record } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf, textOf } from '../shared/columns.ts';
import type { Fields } from '../shared/fill.ts';

function parentOf({ group, resource, namespace, name }: Fields): string {
  const kind = group ? `${textOf(resource)}.${group}` : textOf(resource);
  return [kind.toLowerCase(), ...(namespace ? [namespace] : []), textOf(name)].join('/');
}

/** Upstream tells the age in a cell of no column. */
const columns = tableOf<Printed>('Name, ParentRef', (address, now) => [
  address.metadata.name,
  address.spec?.parentRef === undefined ? '<none>' : parentOf(record(address.spec.parentRef)),
  ageOf(address, now),
]);

export const kind = {
  table: 'networking.k8s.io/ipaddresses',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation; none is made for services',
  },
  columns,
} satisfies BuiltinKind;
