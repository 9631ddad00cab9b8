import type { ResourceInfo } from '../../kube/resource.ts';
import type { ListOptions, WriteOptions } from '../cluster.ts';
import { groupPath } from './discovery.ts';

/** What a path leads to, within a resource. */
export interface PathParts {
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** The path of a resource, of one of its objects, or of a part of that; a namespace only where the resource has them. */
export function resourcePath(info: ResourceInfo, { namespace, name, subresource }: PathParts): string {
  const base = groupPath(info.group === '' ? info.version : `${info.group}/${info.version}`);
  const home = info.namespaced && namespace !== undefined && namespace !== '' ? ['namespaces', namespace] : [];
  const rest = [...home, info.plural, ...(name === undefined ? [] : [name]), ...(subresource ? [subresource] : [])];
  return [base, ...rest.map(encodeURIComponent)].join('/');
}

/** A query with those values that are there. */
export function printQuery(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0
    ? ''
    : `?${new URLSearchParams(set.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

/** What selects objects, as it stands in a query. */
export const selecting = ({ labelSelector, fieldSelector }: ListOptions) => ({ labelSelector, fieldSelector });

/** What is said of a write, as it stands in a query. */
export const writing = ({ fieldManager, dryRun }: WriteOptions) => ({
  fieldManager,
  dryRun: dryRun === true ? 'All' : undefined,
});
