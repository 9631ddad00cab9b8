import type { Controller, ControllerContext, Request } from '../../cluster/controller.ts';
import { printInstant } from '../../controlplane/kit/instant.ts';
import { digestOf } from './artifacts.ts';
import { mark, unmark } from './conditions.ts';
import { type FluxSource, helmRepositoryKind } from './objects.ts';
import { seconds } from './semantics-kustomization.ts';
import { storedIndex } from './semantics-source.ts';
import { addFinalizer, removeFinalizer, report, startConditions, type Writer, writeStatus } from './status.ts';
import { reconcileInSteps, type Steps } from './stepwise.ts';
import { watchSpecs } from './watches.ts';

const manager = 'source-controller';
const finalizer = 'finalizers.fluxcd.io';

export interface HelmRepositoryOptions {
  /** Seconds an index takes. */
  readonly fetchSeconds: number;
}

/**
 * source-controller for Helm repositories (internal/controller/helmrepository_controller.go). Every repository answers, by
 * assumption; one of type `oci` is a mere address and has no status.
 */
export const helmRepositoryController = (options: HelmRepositoryOptions): Controller => ({
  id: 'flux/helm-repository',
  watches: [watchSpecs(helmRepositoryKind)],
  reconcile: reconcileInSteps((request, context) => reconcile(request, context, options)),
});

async function* reconcile(request: Request, context: ControllerContext, options: HelmRepositoryOptions): Steps {
  const writer: Writer = { context, manager };
  const source = await context.cluster.get<FluxSource>(helmRepositoryKind, request.name, request.namespace);
  if (!source) return undefined;
  if (source.metadata.deletionTimestamp) {
    await removeFinalizer(writer, source, finalizer);
    return undefined;
  }
  if (source.spec.type === 'oci') return undefined;
  await addFinalizer(writer, source, finalizer);
  if (source.spec.suspend) return undefined;
  const generation = source.metadata.generation ?? 1;
  const interval = seconds(source.spec.interval, 60);
  if (source.status?.artifact && source.status.observedGeneration === generation) return { requeueAfter: interval };
  let conditions = startConditions(source, context.now());
  conditions = mark(conditions, 'Reconciling', 'True', 'Progressing', 'building artifact');
  conditions = mark(conditions, 'Ready', 'Unknown', 'Progressing', 'building artifact');
  await writeStatus(writer, source, conditions);
  yield options.fetchSeconds;
  const { namespace, name } = source.metadata;
  const revision = digestOf(`index of ${source.spec.url}`);
  const message = storedIndex(revision);
  const path = `helmrepository/${namespace}/${name}/index-${revision.slice('sha256:'.length)}.yaml`;
  const url = `http://source-controller.flux-system.svc.cluster.local./${path}`;
  const artifact = { digest: revision, lastUpdateTime: printInstant(context.now()), path, revision, url };
  conditions = unmark({ ...conditions, now: context.now() }, 'Reconciling', 'FetchFailed');
  conditions = mark(conditions, 'Ready', 'True', 'Succeeded', message);
  conditions = mark(conditions, 'ArtifactInStorage', 'True', 'Succeeded', message);
  await writeStatus(writer, source, conditions, { artifact, observedGeneration: generation });
  await report(
    writer,
    source,
    'Normal',
    'NewArtifact',
    `stored fetched index of size unknown from '${source.spec.url}'`,
  );
  return { requeueAfter: interval };
}
