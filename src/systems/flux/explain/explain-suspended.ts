import type { FirstCause } from '../../../check/observed.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import {
  gitRepositoryKind,
  helmChartKind,
  helmReleaseKind,
  helmRepositoryKind,
  kustomizationKind,
  type ObjectReference,
  ociRepositoryKind,
} from '../read-objects.ts';

interface Suspendable {
  readonly suspend?: boolean;
  readonly sourceRef?: ObjectReference;
  readonly chartRef?: ObjectReference;
  readonly chart?: { readonly spec?: { readonly sourceRef?: ObjectReference } };
}

const kinds: readonly KindRef[] = [
  gitRepositoryKind,
  helmRepositoryKind,
  ociRepositoryKind,
  helmChartKind,
  helmReleaseKind,
  kustomizationKind,
];
const labels = 'kustomize.toolkit.fluxcd.io/';

/**
 * What Flux was told to leave alone, as the first cause why an object is not ready: the object itself, the source it reads, or something
 * that it applied and waits for. Every reconciler returns before it does anything (kustomize-controller
 * internal/controller/kustomization_controller.go Reconcile, and its siblings).
 */
export async function explainSuspended(cluster: Cluster, object: UnknownObject): Promise<FirstCause | undefined> {
  for (const each of [object, await sourceOf(cluster, object), ...(await appliedBy(cluster, object))]) {
    if (each && specOf(each).suspend === true) return causeOf(each);
  }
  return undefined;
}

const specOf = (object: UnknownObject): Suspendable => (object.spec ?? {}) as Suspendable;

async function sourceOf(cluster: Cluster, object: UnknownObject): Promise<UnknownObject | undefined> {
  const { sourceRef, chartRef, chart } = specOf(object);
  const reference = sourceRef ?? chartRef ?? chart?.spec?.sourceRef;
  const kind = kinds.find((each) => each.kind === reference?.kind);
  if (!reference || !kind) return undefined;
  const found = await cluster.get<UnknownObject>(
    kind,
    reference.name,
    reference.namespace ?? object.metadata.namespace,
  );
  return found && { ...found, ...kind };
}

async function appliedBy(cluster: Cluster, { kind, metadata }: UnknownObject): Promise<readonly UnknownObject[]> {
  if (kind !== kustomizationKind.kind) return [];
  const lists = await Promise.all(
    kinds.map(async (each) => (await cluster.list<UnknownObject>(each)).map((object) => ({ ...object, ...each }))),
  );
  return lists.flat().filter(({ metadata: { labels: own = {} } }) => {
    return own[`${labels}name`] === metadata.name && own[`${labels}namespace`] === metadata.namespace;
  });
}

const causeOf = (object: UnknownObject): FirstCause => ({
  object,
  message: 'it is suspended: Flux does nothing with it',
  hint: `take \`suspend: true\` out of ${object.kind} ${object.metadata.name}`,
});
