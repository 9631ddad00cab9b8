import type { ClusterReader } from '../../../cluster/cluster.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';

const kustomizationKind: KindRef = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
const gitRepositoryKind: KindRef = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };

interface Kustomization extends UnknownObject {
  readonly spec: { readonly sourceRef: { readonly kind: string; readonly name: string; readonly namespace?: string } };
}

/** Whether a Kustomization reads from a source that is not one of the local ones. A Git repository that is not there at all is none. */
export async function readsElsewhere(
  cluster: ClusterReader,
  applier: { readonly kind: string; readonly namespace: string; readonly name: string },
  local: ReadonlySet<string>,
): Promise<boolean> {
  if (applier.kind !== kustomizationKind.kind) return false;
  const found = await cluster.get<Kustomization>(kustomizationKind, applier.name, applier.namespace);
  if (!found) return false;
  const { kind, name, namespace = applier.namespace } = found.spec.sourceRef;
  const isThere = kind !== gitRepositoryKind.kind || (await isGitRepository(cluster, name, namespace));
  return isThere && !local.has(`${kind}/${namespace}/${name}`);
}

const isGitRepository = async (cluster: ClusterReader, name: string, namespace: string): Promise<boolean> =>
  (await cluster.get(gitRepositoryKind, name, namespace)) !== undefined;
