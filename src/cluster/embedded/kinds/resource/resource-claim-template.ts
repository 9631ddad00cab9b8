import type { BuiltinKind } from '../builtin-kind.ts';
import { plainTable } from '../shared/plain-columns.ts';

export const kind = {
  table: 'resource.k8s.io/resourceclaimtemplates',
  claim: {
    behaviour: 'table',
    upstream: 'pkg/printers/internalversion',
    notModelled: 'validation, allocation',
  },
  columns: plainTable,
} satisfies BuiltinKind;
