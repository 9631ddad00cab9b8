import type { ServedResource } from '../../api/state.ts';
import type { TableKind } from '../../kinds/shared/columns.ts';
import { defaultTable } from '../../kinds/shared/plain-columns.ts';
import { customTable } from './custom.ts';

/** How objects of a resource are shown: columns and cells of its kind, or of its definition. */
export const tableKindOf = ({ own, custom }: ServedResource): TableKind =>
  custom ? customTable(custom) : (own.columns ?? defaultTable);
