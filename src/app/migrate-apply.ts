import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { isReason } from '../cluster/status-error.ts';
import { messageOf } from '../core/errors.ts';
import { commandsOf, type Step } from '../kube/install-steps.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import { dropped, prepareManifests, removeObjects } from '../operate/install/run-install.ts';
import type { InstallPlan, PlannedStep } from '../repo/install-plan.ts';
import { asRelease, labelForRelease, releaseName, releaseNamespace } from '../repo/releases/release.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import { followSteps } from './follow-steps.ts';
import type { Subject } from './load-subject.ts';
import type { PlatformState } from './migrate-state.ts';

/** What a person types, and what goes wrong. */
export interface AppliedStep {
  readonly commands: readonly string[];
  readonly error?: string;
}

/** Who applies, and how. */
export interface Applying {
  readonly embedded: EmbeddedCluster;
  readonly identities: Subject['identities'];
  readonly signal: AbortSignal;
}

const emptyPlan: InstallPlan = { file: '', folder: '', steps: [], findings: [] };

/** Brings a repository that people install by commands from one state to the next: what changed is applied, then what is gone is removed. */
export async function applyByCommands(
  applying: Applying,
  old: PlatformState,
  now: PlatformState,
): Promise<AppliedStep> {
  const [before, after] = [old.repository.install ?? emptyPlan, now.repository.install ?? emptyPlan];
  const known = new Map(before.steps.map((step) => [keyOf(step), contentOf(step, old, before.folder)]));
  const steps = after.steps.filter((step) => known.get(keyOf(step)) !== contentOf(step, now, after.folder));
  const gone = goneObjects(before.steps, after.steps);
  const releases = goneReleases(old, now);
  const commands = [
    ...steps.flatMap(({ step }) => commandsOf(step, after.folder)),
    ...releases.map(({ release }) => uninstallCommand(release.object)),
    ...gone.map(deleteCommand),
  ];
  const installed = new Set(old.releases.map(({ release }) => printRef(release.object)));
  const followed = await followSteps(
    applying.embedded,
    { ...after, steps },
    {
      subject: { releases: now.releases, tree: now.tree, identities: applying.identities },
      onProgress: () => undefined,
      signal: applying.signal,
      installed,
    },
  );
  const [failure] = followed.findings;
  if (failure) return { commands, error: failure.message };
  await removeDropped(applying.embedded, old, now);
  for (const release of releases)
    await removeObjects(applying.embedded.cluster, await written(applying.embedded, release));
  const error = await removeAll(applying.embedded, gone);
  return { commands, ...(error !== undefined && { error }) };
}

function keyOf({ step }: PlannedStep): string {
  if ('install' in step) return `install ${step.install.namespace}/${step.install.name}`;
  return 'apply' in step ? `apply ${step.apply}` : `decrypt ${step.decrypt}`;
}

function contentOf({ step, objects }: PlannedStep, { tree }: PlatformState, folder: string): string {
  const encrypted =
    'decrypt' in step ? tree.get(folder === '' ? step.decrypt : `${folder}/${step.decrypt}`) : undefined;
  return JSON.stringify([withoutPath(step), objects.map(({ object }) => object), encrypted]);
}

/** Where the values of a release stand changes nothing in a cluster. */
const withoutPath = (step: Step): unknown => ('install' in step ? { ...step.install, values: '' } : step);

/** Objects that were applied and are not any more, the last first. */
function goneObjects(before: readonly PlannedStep[], after: readonly PlannedStep[]): readonly UnknownObject[] {
  const appliedBy = (steps: readonly PlannedStep[]) =>
    steps.filter(({ release }) => release === undefined).flatMap(({ objects }) => objects.map(({ object }) => object));
  const kept = new Set(appliedBy(after).map(printRef));
  const gone = new Map(appliedBy(before).map((object) => [printRef(object), object]));
  return [...gone.values()].filter((object) => !kept.has(printRef(object))).toReversed();
}

const goneReleases = (old: PlatformState, now: PlatformState): readonly RenderedRelease[] => {
  const kept = new Set(now.releases.map(({ release }) => printRef(release.object)));
  return old.releases.filter(({ release }) => !kept.has(printRef(release.object))).toReversed();
};

/** What a person types to remove a release. */
export const uninstallCommand = ({ metadata }: UnknownObject): string =>
  `helm uninstall ${metadata.name} --namespace ${metadata.namespace ?? 'default'} --wait`;

/** What a person types to remove an object. */
export function deleteCommand({ kind, apiVersion, metadata }: UnknownObject): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  const namespace = metadata.namespace === undefined ? '' : ` --namespace ${metadata.namespace}`;
  return `kubectl delete ${kind.toLowerCase()}${group?.includes('.') ? `.${group}` : ''} ${metadata.name}${namespace}`;
}

/** The objects of a release as they were written. */
export async function written({ cluster }: EmbeddedCluster, { release, rendering }: RenderedRelease) {
  const named = asRelease(release.object);
  const settings = {
    namespace: releaseNamespace(named),
    label: (object: UnknownObject) => labelForRelease(object, named),
  };
  return prepareManifests(cluster, settings, rendering?.objects ?? []);
}

/** What an upgrade leaves out is removed by it (helm pkg/kube/client.go Update). */
async function removeDropped(embedded: EmbeddedCluster, old: PlatformState, now: PlatformState): Promise<void> {
  for (const before of old.releases) {
    const after = now.releases.find(({ release }) => releaseOf(release.object) === releaseOf(before.release.object));
    if (!after?.rendering || after.rendering.notKnown !== undefined) continue;
    const objects = dropped(await written(embedded, before), await written(embedded, after));
    await removeObjects(embedded.cluster, objects);
  }
}

/** `namespace/name` of the release of helm that an object stands for. */
export const releaseOf = (object: UnknownObject): string =>
  `${releaseNamespace(asRelease(object))}/${releaseName(asRelease(object))}`;

/** Removes objects; what was refused, in a sentence. */
export async function removeAll(
  { cluster }: EmbeddedCluster,
  objects: readonly UnknownObject[],
): Promise<string | undefined> {
  const refused: string[] = [];
  for (const object of objects) {
    try {
      await cluster.delete(object, object.metadata.name, object.metadata.namespace, {
        propagationPolicy: 'Background',
      });
    } catch (thrown) {
      if (!isReason(thrown, 'NotFound')) refused.push(`${printRef(object)}: ${messageOf(thrown)}`);
    }
  }
  return refused.length > 0 ? refused.join('; ') : undefined;
}
