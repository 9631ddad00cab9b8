import type { BuiltinKind } from '../builtin-kind.ts';
import { plainTable } from '../shared/plain-columns.ts';

export const kind = {
  table: '/serviceaccounts',
  claim: {
    behaviour: 'table; tokens by the TokenRequest of the account',
    upstream: 'pkg/printers/internalversion',
  },
  columns: plainTable,
  answersWithObject: true,
} satisfies BuiltinKind;
