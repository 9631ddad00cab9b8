import type { Controller, ControllerContext, Request } from '../../cluster/controller.ts';
import { printInstant } from '../../controlplane/kit/instant.ts';
import { digestOf } from './artifacts.ts';
import { mark, unmark } from './conditions.ts';
import { type FluxSource, ociRepositoryKind } from './objects.ts';
import { seconds } from './semantics-kustomization.ts';
import { addFinalizer, removeFinalizer, report, startConditions, type Writer, writeStatus } from './status.ts';
import { reconcileInSteps, type Steps } from './stepwise.ts';
import { watchSpecs } from './watches.ts';

const manager = 'source-controller';
const finalizer = 'finalizers.fluxcd.io';

/**
 * source-controller for OCI (internal/controller/ocirepository_controller.go): that the registry holds the artifact is taken for granted,
 * and nothing of it is fetched. Whoever reads a chart of it goes by its name and version.
 */
export const ociRepositoryController = (options: { readonly fetchSeconds: number }): Controller => ({
  id: 'flux/oci-repository',
  watches: [watchSpecs(ociRepositoryKind)],
  reconcile: reconcileInSteps((request, context) => reconcile(request, context, options.fetchSeconds)),
});

async function* reconcile(request: Request, context: ControllerContext, fetchSeconds: number): Steps {
  const writer: Writer = { context, manager };
  const source = await context.cluster.get<FluxSource>(ociRepositoryKind, request.name, request.namespace);
  if (!source) return undefined;
  if (source.metadata.deletionTimestamp) {
    await removeFinalizer(writer, source, finalizer);
    return undefined;
  }
  await addFinalizer(writer, source, finalizer);
  if (source.spec.suspend) return undefined;
  const revision = revisionOf(source);
  if (source.status?.artifact?.revision !== revision) {
    const building = `building artifact: new revision '${revision}' for '${source.spec.url}'`;
    let conditions = startConditions(source, context.now());
    conditions = mark(conditions, 'Reconciling', 'True', 'Progressing', building);
    conditions = mark(conditions, 'Ready', 'Unknown', 'Progressing', building);
    await writeStatus(writer, source, conditions);
    yield fetchSeconds;
  }
  await store(writer, source, revision);
  return { requeueAfter: seconds(source.spec.interval, 60) };
}

/** `tag@sha256:digest`; the digest is one of what is known: where and which. */
function revisionOf({ spec: { url, ref = {} } }: FluxSource): string {
  const tag = ref.semver ?? ref.tag ?? 'latest';
  return `${tag}@${digestOf(`${url}:${tag}`)}`;
}

async function store(writer: Writer, source: FluxSource, revision: string): Promise<void> {
  const { namespace, name } = source.metadata;
  const digest = revision.slice(revision.lastIndexOf('@') + 1);
  const message = `stored artifact for digest '${revision}'`;
  let conditions = unmark(startConditions(source, writer.context.now()), 'Reconciling', 'FetchFailed');
  conditions = mark(conditions, 'Ready', 'True', 'Succeeded', message);
  conditions = mark(conditions, 'ArtifactInStorage', 'True', 'Succeeded', message);
  const old = source.status?.artifact;
  const path = `ocirepository/${namespace}/${name}/${digest.replace(':', '-')}.tar.gz`;
  const artifact =
    old?.revision === revision
      ? old
      : {
          digest,
          lastUpdateTime: printInstant(writer.context.now()),
          path,
          revision,
          url: `http://source-controller.flux-system.svc.cluster.local./${path}`,
        };
  await writeStatus(writer, source, conditions, { artifact, observedGeneration: source.metadata.generation ?? 1 });
  if (artifact !== old) await report(writer, source, 'Normal', 'NewArtifact', message);
}
