import type { Asker } from '../kind-parts.ts';
import type { Fields } from '../shared/fill.ts';

/** Everyone who has a token of this server may do everything: the API enforces no roles, and says so. */
export const isAllowed = ({ user: name, groups }: Fields, { user: { username } }: Asker): boolean =>
  name === username ||
  (Array.isArray(groups) && groups.includes('system:masters')) ||
  /^system:serviceaccount:[^:]+:[^:]+$/.test(String(name));
