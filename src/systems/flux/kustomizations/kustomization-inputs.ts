import type { Cluster } from '../../../cluster/cluster.ts';
import type { ControllerWatch, Request } from '../../../cluster/controller.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import { conditionOf } from '../../../kube/object.ts';
import {
  type Artifact,
  type FluxKustomization,
  type FluxSource,
  gitRepositoryKind,
  kustomizationKind,
  ociRepositoryKind,
} from '../read-objects.ts';
import { onChange } from '../reconcile/watches.ts';
import { evaluateReadiness } from './ready-expression.ts';
import { dependencyProblem, isReady, sortDependents } from './semantics.ts';

const sourceKinds: Readonly<Record<string, KindRef & { readonly plural: string }>> = {
  GitRepository: { ...gitRepositoryKind, plural: 'gitrepositories' },
  OCIRepository: { ...ociRepositoryKind, plural: 'ocirepositories' },
  Bucket: { apiVersion: gitRepositoryKind.apiVersion, kind: 'Bucket', plural: 'buckets' },
  ExternalArtifact: { apiVersion: gitRepositoryKind.apiVersion, kind: 'ExternalArtifact', plural: 'externalartifacts' },
};

/** The artifact of a Kustomization's source, nothing when it has none yet, or why there is no source. */
export async function readSource(
  cluster: Cluster,
  { spec, metadata }: FluxKustomization,
): Promise<{ readonly artifact?: Artifact } | { readonly error: string }> {
  const { kind, name, namespace = metadata.namespace } = spec.sourceRef;
  const known = sourceKinds[kind];
  if (!known) return { error: `source \`${name}\` kind '${kind}' not supported` };
  const source = await cluster.get<FluxSource>(known, name, namespace);
  if (!source) return { error: `${known.plural}.source.toolkit.fluxcd.io "${name}" not found` };
  return { artifact: source.status?.artifact };
}

/** The first dependency that is not ready, in the words of the condition. */
export async function findDependencyProblem(
  cluster: Cluster,
  kustomization: FluxKustomization,
  artifact: Artifact,
): Promise<string | undefined> {
  for (const reference of kustomization.spec.dependsOn ?? []) {
    const namespace = reference.namespace ?? kustomization.metadata.namespace;
    const dependency = await cluster.get<FluxKustomization>(kustomizationKind, reference.name, namespace);
    const expression =
      dependency && reference.readyExpr
        ? await evaluateReadiness(reference.readyExpr, kustomization, dependency)
        : undefined;
    const problem = dependencyProblem(kustomization, reference, dependency, { artifact, expression });
    if (problem) return problem;
  }
  return undefined;
}

/** Asks for all Kustomizations of a source when its revision changes, dependencies first (kustomization_indexers.go). */
export const watchSourceRevisions = (): readonly ControllerWatch[] =>
  [gitRepositoryKind, ociRepositoryKind].map((kind) => ({
    kind,
    requests: (() => {
      let cluster: Cluster | undefined;
      const changed = onChange(
        (source) => (source as FluxSource).status?.artifact?.revision ?? '',
        (source) => (cluster ? requestsOf(source as FluxSource, kind, cluster) : []),
      );
      return (event, on) => {
        cluster = on;
        return changed(event);
      };
    })(),
  }));

async function requestsOf(source: FluxSource, { kind }: KindRef, cluster: Cluster): Promise<readonly Request[]> {
  const revision = source.status?.artifact?.revision;
  if (!revision) return [];
  const all = await cluster.list<FluxKustomization>(kustomizationKind);
  const due = all.filter((each) => reads(each, kind, source) && !isSettled(each, revision));
  const dependents = due.map(({ metadata, spec }) => ({
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    dependsOn: spec.dependsOn ?? [],
  }));
  // A circle is only logged upstream, and then none of the source's Kustomizations is asked for.
  return sortDependents(dependents).order.map((key) => {
    const [namespace = '', name = ''] = key.split('/');
    return { namespace, name };
  });
}

function reads({ spec, metadata }: FluxKustomization, kind: string, source: UnknownObject): boolean {
  const { name, namespace = metadata.namespace } = spec.sourceRef;
  return spec.sourceRef.kind === kind && name === source.metadata.name && namespace === source.metadata.namespace;
}

const isSettled = (kustomization: FluxKustomization, revision: string): boolean =>
  (isReady(kustomization) || conditionOf(kustomization, 'Reconciling')?.status === 'True') &&
  kustomization.status?.lastAttemptedRevision === revision;
