import type { Lease } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { ageOf, tableOf } from '../shared/columns.ts';

const columns = tableOf<Lease>('Name, Holder, Age', (lease, now) => [
  lease.metadata.name,
  lease.spec?.holderIdentity ?? '',
  ageOf(lease, now),
]);

export const kind = {
  table: 'coordination.k8s.io/leases',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation',
  },
  columns,
} satisfies BuiltinKind;
