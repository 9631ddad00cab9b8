import type { Controller, ControllerContext, Request } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { seconds } from '../kustomizations/semantics.ts';
import { type FluxSource, ociRepositoryKind } from '../read-objects.ts';
import type { Writer } from '../reconcile/status.ts';
import { reconcileInSteps, type Steps } from '../reconcile/stepwise.ts';
import { watchSpecs } from '../reconcile/watches.ts';
import { digestOf } from './artifacts.ts';
import { announceBuilding, announceStored, artifactUrl, sourceManager, takeUpSource } from './source-artifact.ts';

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
  const writer: Writer = { context, manager: sourceManager };
  const source = await takeUpSource(writer, ociRepositoryKind, request);
  if (!source) return undefined;
  const revision = revisionOf(source);
  if (source.status?.artifact?.revision !== revision) {
    await announceBuilding(writer, source, `building artifact: new revision '${revision}' for '${source.spec.url}'`);
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
          url: artifactUrl(path),
        };
  await announceStored(writer, source, artifact, { message: `stored artifact for digest '${revision}'` });
}
