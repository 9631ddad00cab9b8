import type { BuiltinKind } from '../builtin-kind.ts';
import { records } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf } from '../shared/columns.ts';

/** kubernetes pkg/printers/internalversion/printers.go resourceClaimState */
function claimState({ metadata, status }: Printed): string {
  const deleted = metadata.deletionTimestamp !== undefined;
  if (status?.allocation === undefined) return deleted ? 'deleted' : 'pending';
  const reserved = records(status.reservedFor).length > 0 ? ['reserved'] : [];
  return [...(deleted ? ['deleted'] : []), 'allocated', ...reserved].join(',');
}

const columns = tableOf<Printed>('Name, State, Age', (claim, now) => [
  claim.metadata.name,
  claimState(claim),
  ageOf(claim, now),
]);

export const kind = {
  table: 'resource.k8s.io/resourceclaims',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation, allocation',
  },
  columns,
} satisfies BuiltinKind;
