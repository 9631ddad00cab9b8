import type { BuiltinKind } from '../builtin-kind.ts';
import { policyBindingTable } from './policy-cells.ts';

export const kind = {
  table: 'admissionregistration.k8s.io/mutatingadmissionpolicybindings',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation; no policy is evaluated',
  },
  columns: policyBindingTable,
} satisfies BuiltinKind;
