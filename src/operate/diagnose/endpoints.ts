import { type EndpointSlice, kinds } from '../../kube/types.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** How many endpoints a Service has that take requests. */
export interface ServiceEndpoints {
  /** Of a Service by namespace and name; undefined where no EndpointSlice of it is there, or none may be read. */
  readonly readyOf: (namespace: string, name: string) => number | undefined;
}

const serviceLabel = 'kubernetes.io/service-name';

/** Counts once. Reads EndpointSlices. */
export function countEndpoints(seen: SeenCluster): ServiceEndpoints {
  const counts = new Map<string, number>();
  for (const { metadata, endpoints } of seen.list<EndpointSlice>(kinds.EndpointSlice)) {
    const service = metadata.labels?.[serviceLabel];
    if (service === undefined) continue;
    const key = `${metadata.namespace}/${service}`;
    // Ready left out counts as yes (discovery/v1 types.go).
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length;
    counts.set(key, (counts.get(key) ?? 0) + ready);
  }
  return { readyOf: (namespace, name) => counts.get(`${namespace}/${name}`) };
}
