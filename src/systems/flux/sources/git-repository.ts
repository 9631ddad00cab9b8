import type { Controller, ControllerContext, Request } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { withoutIgnored } from '../../../repo/source-ignore.ts';
import type { ControllerOptions } from '../../system.ts';
import { seconds } from '../kustomizations/semantics.ts';
import { type Artifact, type FluxSource, gitRepositoryKind } from '../read-objects.ts';
import { mark } from '../reconcile/conditions.ts';
import { report, startConditions, type Writer, writeStatus } from '../reconcile/status.ts';
import { reconcileInSteps, type Steps } from '../reconcile/stepwise.ts';
import { requestedAtAnnotation, watchSpecs } from '../reconcile/watches.ts';
import { type ArtifactStore, digestOfTree } from './artifacts.ts';
import { branchOf, cloneFailed, gitRevision, storedGitArtifact } from './semantics.ts';
import { announceBuilding, announceStored, artifactUrl, sourceManager, takeUpSource } from './source-artifact.ts';

export interface GitRepositoryOptions {
  readonly fetchSource: ControllerOptions['fetchSource'];
  readonly artifacts: ArtifactStore;
  /** Seconds a clone takes. */
  readonly fetchSeconds: number;
}

/** source-controller for Git (internal/controller/gitrepository_controller.go): looks at the branch once an interval and keeps its files. */
export const gitRepositoryController = (options: GitRepositoryOptions): Controller => ({
  id: 'flux/git-repository',
  watches: [watchSpecs(gitRepositoryKind)],
  reconcile: reconcileInSteps((request, context) => reconcile(request, context, options)),
});

async function* reconcile(request: Request, context: ControllerContext, options: GitRepositoryOptions): Steps {
  const writer: Writer = { context, manager: sourceManager };
  const source = await takeUpSource(writer, gitRepositoryKind, request);
  if (!source) return undefined;
  const old = source.status?.artifact;
  const fetch = () => options.fetchSource(source.spec.url, branchOf(source));
  if (!old) {
    await announceBuilding(writer, source);
    yield options.fetchSeconds;
  } else if (revisionOf(source, fetch()) !== old.revision) yield options.fetchSeconds;
  const found = fetch();
  await (found ? keep(writer, source, found, options.artifacts) : refuse(writer, source));
  return { requeueAfter: seconds(source.spec.interval, 60) };
}

type Fetched = NonNullable<ReturnType<ControllerOptions['fetchSource']>>;

const revisionOf = (source: FluxSource, fetched: Fetched | undefined): string | undefined =>
  fetched && gitRevision(branchOf(source), fetched.revision);

async function keep(writer: Writer, source: FluxSource, fetched: Fetched, artifacts: ArtifactStore): Promise<void> {
  const { context } = writer;
  const { name, namespace = '' } = source.metadata;
  const revision = gitRevision(branchOf(source), fetched.revision);
  const old = source.status?.artifact;
  const generation = source.metadata.generation ?? 1;
  const key = `GitRepository/${namespace}/${name}`;
  // The same files stay the same tree: what was parsed of it is not parsed again.
  if (!artifacts.get(key, revision)) artifacts.put(key, revision, withoutIgnored(fetched.tree, source.spec.ignore));
  const settled = old?.revision === revision && source.status?.observedGeneration === generation;
  const requested = source.metadata.annotations?.[requestedAtAnnotation];
  const handled = requested === undefined || source.status?.lastHandledReconcileAt === requested;
  if (
    settled &&
    handled &&
    source.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  )
    return;
  const artifact = old?.revision === revision ? old : makeArtifact(source, revision, fetched, context.now());
  const fields = requested === undefined ? {} : { lastHandledReconcileAt: requested };
  await announceStored(writer, source, artifact, { message: storedGitArtifact(revision), fields });
}

function makeArtifact({ metadata }: FluxSource, revision: string, { tree }: Fetched, now: number): Artifact {
  const hash = revision.slice(revision.lastIndexOf(':') + 1);
  const path = `gitrepository/${metadata.namespace}/${metadata.name}/${hash}.tar.gz`;
  return {
    digest: digestOfTree(tree),
    lastUpdateTime: printInstant(now),
    path,
    revision,
    url: artifactUrl(path),
  };
}

async function refuse(writer: Writer, source: FluxSource): Promise<void> {
  const message = cloneFailed(source.spec.url, branchOf(source));
  let conditions = startConditions(source, writer.context.now());
  conditions = mark(conditions, 'Reconciling', 'True', { reason: 'ProgressingWithRetry', message });
  conditions = mark(conditions, 'Ready', 'False', { reason: 'GitOperationFailed', message });
  conditions = mark(conditions, 'FetchFailed', 'True', { reason: 'GitOperationFailed', message });
  await writeStatus(writer, source, conditions);
  await report(writer, source, 'Warning', { reason: 'GitOperationFailed', message });
}
