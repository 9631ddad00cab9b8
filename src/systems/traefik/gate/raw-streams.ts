import type { Cluster } from '../../../cluster/cluster.ts';
import type { IngressRouteTCP } from '../objects.ts';
import { traefikKinds } from '../objects.ts';

/**
 * The IngressRouteTCP that may take what comes in clear on an entry point before any HTTP is read there, as `namespace/name`; undefined
 * where there is none (traefik pkg/server/router/tcp/router.go ServeTCP). `fallback` are the entry points of a route that names none.
 */
export async function rawStreamAt(
  cluster: Cluster,
  entryPoint: string,
  fallback: readonly string[],
): Promise<string | undefined> {
  const { apiVersion, kind } = traefikKinds.IngressRouteTCP;
  const served = (await cluster.resources()).some(
    (each) => `${each.group}/${each.version}` === apiVersion && each.kind === kind,
  );
  if (!served) return undefined;
  const found = (await cluster.list<IngressRouteTCP>(traefikKinds.IngressRouteTCP)).find(
    ({ spec }) => !spec.tls && (spec.entryPoints?.length ? spec.entryPoints : fallback).includes(entryPoint),
  );
  return found && `${found.metadata.namespace}/${found.metadata.name}`;
}
