import type { BuiltinKind } from '../builtin-kind.ts';
import { records } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf } from '../shared/columns.ts';
import { paramKind } from './policy-cells.ts';

const columns = tableOf<Printed>('Name, Mutations:integer, ParamKind, Age', (policy, now) => [
  policy.metadata.name,
  records(policy.spec?.mutations).length,
  paramKind(policy),
  ageOf(policy, now),
]);

export const kind = {
  table: 'admissionregistration.k8s.io/mutatingadmissionpolicies',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation; no policy is evaluated',
  },
  columns,
} satisfies BuiltinKind;
