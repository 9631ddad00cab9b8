import type { BuiltinKind } from '../builtin-kind.ts';
import { record } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf, textOf } from '../shared/columns.ts';

const columns = tableOf<Printed>('Name, Node, Driver, Pool, Age', (slice, now) => [
  slice.metadata.name,
  textOf(slice.spec?.nodeName),
  textOf(slice.spec?.driver),
  textOf(record(slice.spec?.pool).name),
  ageOf(slice, now),
]);

export const kind = {
  table: 'resource.k8s.io/resourceslices',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation, allocation',
  },
  columns,
} satisfies BuiltinKind;
