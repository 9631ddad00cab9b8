import type { BuiltinKind } from '../builtin-kind.ts';
import { plainTable } from '../shared/plain-columns.ts';
import { tokenRequest } from './service-account-token.ts';

export const kind = {
  table: '/serviceaccounts',
  claim: {
    behaviour: 'table; tokens by the TokenRequest of the account',
    upstream: 'pkg/printers/internalversion',
  },
  columns: plainTable,
  actions: { token: tokenRequest },
  answersWithObject: true,
} satisfies BuiltinKind;
