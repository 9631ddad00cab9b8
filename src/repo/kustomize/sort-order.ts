import { compareText } from '../../core/finding.ts';
import tables from './field-tables.json' with { type: 'json' };
import type { SortOptions } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import { clusterWideNamespace, currentId, type Resource, type ResourceId } from './resource.ts';

/** Order of the output: as read (`fifo`, the default), or by kind (`legacy`; api/internal/builtins/SortOrderTransformer.go). */
export function sortResources(resources: readonly Resource[], options: SortOptions | undefined): readonly Resource[] {
  if (!options?.order || options.order === 'fifo') return resources;
  if (options.order !== 'legacy') {
    throw new KustomizeError(`invalid sort order ${JSON.stringify(options.order)}, expected one of "legacy", "fifo"`);
  }
  const legacy = options.legacySortOptions;
  const orders = rank(legacy?.orderFirst ?? tables.orderFirst, legacy?.orderLast ?? tables.orderLast);
  return [...resources].sort((a, b) => compareIds(currentId(a), currentId(b), orders));
}

function rank(orderFirst: readonly string[], orderLast: readonly string[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const [i, kind] of orderFirst.entries()) ranks.set(kind, i - orderFirst.length);
  for (const [i, kind] of orderLast.entries()) ranks.set(kind, i + 1);
  return ranks;
}

function compareIds(a: ResourceId, b: ResourceId, orders: ReadonlyMap<string, number>): number {
  return (
    (orders.get(a.kind) ?? 0) - (orders.get(b.kind) ?? 0) ||
    compareText(sortKey(a), sortKey(b)) ||
    compareText(nameKey(a), nameKey(b))
  );
}

const sortKey = (id: ResourceId): string => `${id.group || '~G'}_${id.version || '~V'}_${id.kind || '~K'}`;

const nameKey = (id: ResourceId): string => {
  const unset = id.namespace === 'default' || id.namespace === clusterWideNamespace;
  return `${sortKey(id)}|${unset ? '~X' : id.namespace}|${id.name || '~N'}`;
};
