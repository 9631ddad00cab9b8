import type { Controller, ControllerContext, Request } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { seconds } from '../kustomizations/semantics.ts';
import { type FluxSource, helmRepositoryKind } from '../read-objects.ts';
import type { Writer } from '../reconcile/status.ts';
import { reconcileInSteps, type Steps } from '../reconcile/stepwise.ts';
import { watchSpecs } from '../reconcile/watches.ts';
import { digestOf } from './artifacts.ts';
import { storedIndex } from './semantics.ts';
import { announceBuilding, announceStored, artifactUrl, sourceManager, takeUpSource } from './source-artifact.ts';

export interface HelmRepositoryOptions {
  /** Seconds an index takes. */
  readonly fetchSeconds: number;
}

/**
 * source-controller for Helm repositories (internal/controller/helmrepository_controller.go). Every repository answers, by
 * assumption; one of type `oci` is a mere address: its status is emptied, so that nobody waits for it (migrationToStatic).
 */
export const helmRepositoryController = (options: HelmRepositoryOptions): Controller => ({
  id: 'flux/helm-repository',
  watches: [watchSpecs(helmRepositoryKind)],
  reconcile: reconcileInSteps((request, context) => reconcile(request, context, options)),
});

async function* reconcile(request: Request, context: ControllerContext, options: HelmRepositoryOptions): Steps {
  const writer: Writer = { context, manager: sourceManager };
  await emptyStatus(writer, request);
  const source = await takeUpSource(writer, helmRepositoryKind, request, ({ spec }) => spec.type !== 'oci');
  if (!source) return undefined;
  const generation = source.metadata.generation ?? 1;
  const interval = seconds(source.spec.interval, 60);
  if (source.status?.artifact && source.status.observedGeneration === generation) return { requeueAfter: interval };
  await announceBuilding(writer, source);
  yield options.fetchSeconds;
  const { namespace, name } = source.metadata;
  const revision = digestOf(`index of ${source.spec.url}`);
  const path = `helmrepository/${namespace}/${name}/index-${revision.slice('sha256:'.length)}.yaml`;
  const url = artifactUrl(path);
  const artifact = { digest: revision, lastUpdateTime: printInstant(context.now()), path, revision, url };
  await announceStored(writer, source, artifact, {
    message: storedIndex(revision),
    event: `stored fetched index of size unknown from '${source.spec.url}'`,
  });
  return { requeueAfter: interval };
}

/** Takes away what stands in the status of a mere address: the definition gives each an observedGeneration of -1. */
async function emptyStatus({ context, manager }: Writer, { name, namespace }: Request): Promise<void> {
  const source = await context.cluster.get<FluxSource>(helmRepositoryKind, name, namespace);
  const held = Object.keys(source?.status ?? {});
  if (source?.spec.type !== 'oci' || source.spec.suspend || held.length === 0) return;
  const body = { status: Object.fromEntries(held.map((key) => [key, null])) };
  const change = { type: 'merge', body, subresource: 'status', fieldManager: manager } as const;
  await context.cluster.patch(helmRepositoryKind, name, namespace, change);
}
