import type { BuiltinKind } from '../builtin-kind.ts';
import { record, records } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf, textOf } from '../shared/columns.ts';
import { withUpdateTimes } from '../shared/conditions.ts';
import type { Fields } from '../shared/fill.ts';
import { humanDuration } from '../shared/human-age.ts';

function requestState(status: Fields): string {
  const has = (type: string) => records(status.conditions).some((condition) => condition.type === type);
  const decided = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${has('Failed') ? ',Failed' : ''}${status.certificate ? ',Issued' : ''}`;
}

const columns = tableOf<Printed>('Name, Age, SignerName, Requestor, RequestedDuration, Condition', (request, now) => {
  const { signerName, username, expirationSeconds } = record(request.spec);
  return [
    request.metadata.name,
    ageOf(request, now),
    textOf(signerName) || '<none>',
    textOf(username),
    expirationSeconds === undefined ? '<none>' : humanDuration(Number(expirationSeconds) * 1000),
    requestState(record(request.status)),
  ];
});

export const kind = {
  table: 'certificates.k8s.io/certificatesigningrequests',
  claim: {
    behaviour: 'first status, approval, table, selection',
    upstream: 'pkg/registry/certificates/certificates/strategy.go',
    notModelled: 'validation, signing',
  },
  columns,
  selectable: ['spec.signerName'],
  completeStatus: withUpdateTimes,
  firstStatus: () => ({}),
} satisfies BuiltinKind;
