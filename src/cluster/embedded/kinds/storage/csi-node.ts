import type { BuiltinKind } from '../builtin-kind.ts';
import { records } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf } from '../shared/columns.ts';

const columns = tableOf<Printed>('Name, Drivers:integer, Age', (node, now) => [
  node.metadata.name,
  records(node.spec?.drivers).length,
  ageOf(node, now),
]);

export const kind = {
  table: 'storage.k8s.io/csinodes',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation',
  },
  columns,
  answersWithObject: true,
} satisfies BuiltinKind;
