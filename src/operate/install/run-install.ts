import type { Cluster } from '../../cluster/cluster.ts';
import { isReason, KindNotServed } from '../../cluster/status-error.ts';
import { messageOf } from '../../core/errors.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { waitForObjects } from '../apply/wait-for-objects.ts';
import { hooksFor, hooksOf, isDefinition, sortForInstall } from './install-order.ts';
import { type ReleaseOwner, refuseForeign } from './ownership.ts';

const healthPoll = 5;
const definitionTimeout = 60;

/** What an action brings to the cluster. */
export interface Manifests {
  readonly definitions: readonly UnknownObject[];
  /** Everything the chart renders, hooks included. */
  readonly objects: readonly UnknownObject[];
}

/** How a release is installed or upgraded. */
export interface InstallSettings {
  readonly action: 'install' | 'upgrade';
  readonly namespace: string;
  /** The field manager that objects are written by. */
  readonly manager: string;
  /** Seconds the action may take. */
  readonly timeout: number;
  readonly createNamespace: boolean;
  /** Whether definitions of the chart's `crds/` folder are written. */
  readonly definitions: boolean;
  readonly wait: boolean;
  /** The release that must own what is there already; left out where ownership is taken (`--take-ownership`). */
  readonly owner?: ReleaseOwner;
  /** What marks an object as one of the release. */
  readonly label: (object: UnknownObject) => UnknownObject;
}

/** Objects of a release, hooks included, as they are written, in the order of an install. */
export async function prepareManifests(
  cluster: Cluster,
  { namespace, label }: Pick<InstallSettings, 'namespace' | 'label'>,
  objects: readonly UnknownObject[],
): Promise<readonly UnknownObject[]> {
  const served = await cluster.resources();
  const namespaced = new Set(
    served
      .filter((each) => each.namespaced)
      .map(({ group, version, kind }) => `${group ? `${group}/` : ''}${version}/${kind}`),
  );
  const place = (object: UnknownObject): UnknownObject =>
    object.metadata.namespace || !namespaced.has(`${object.apiVersion}/${object.kind}`)
      ? object
      : { ...object, metadata: { ...object.metadata, namespace } };
  return sortForInstall(objects.map((object) => place(label(object))));
}

/**
 * Installs or upgrades: definitions, hooks before, manifests, the wait for them, hooks after (helm pkg/action/install.go,
 * upgrade.go; helm-controller internal/action). Yields seconds to wait; gives Helm's error when it fails.
 */
export async function* runInstall(
  cluster: Cluster,
  settings: InstallSettings,
  manifests: Manifests,
): AsyncGenerator<number, string | undefined, void> {
  const { action, manager } = settings;
  const deadline = cluster.now() + settings.timeout * 1000;
  const left = () => Math.max(0, (deadline - cluster.now()) / 1000);
  if (settings.createNamespace) await ensureNamespace(cluster, settings);
  if (settings.definitions) {
    const error = yield* installDefinitions(cluster, manifests.definitions, manager);
    if (error) return error;
  }
  const objects = await prepareManifests(cluster, settings, manifests.objects);
  const plain = objects.filter((object) => hooksOf(object).length === 0);
  const { owner } = settings;
  const foreign = owner && (await refuseForeign(cluster, plain, { action, owner }));
  if (foreign) return foreign;
  const run = { cluster, manager, left };
  const before = yield* runHooks(run, hooksFor(objects, `pre-${action}`));
  if (before) return `failed pre-${action}: ${before}`;
  const refused = await applyAll(cluster, plain, manager);
  if (refused) return refused;
  if (settings.wait) {
    const error = yield* waitForObjects(cluster, plain, { poll: healthPoll, timeout: left(), failFast: true });
    if (error) return error;
  }
  const after = yield* runHooks(run, hooksFor(objects, `post-${action}`));
  return after && `failed post-${action}: ${after}`;
}

/** An action that runs. */
interface Running {
  readonly cluster: Cluster;
  readonly manager: string;
  /** Seconds left for it. */
  readonly left: () => number;
}

async function ensureNamespace(
  cluster: Cluster,
  { namespace: name, manager }: Pick<InstallSettings, 'namespace' | 'manager'>,
): Promise<void> {
  if (await cluster.get(kinds.Namespace, name)) return;
  await cluster.create({ ...kinds.Namespace, metadata: { name, labels: { name } } }, { fieldManager: manager });
}

async function* installDefinitions(
  cluster: Cluster,
  definitions: readonly UnknownObject[],
  manager: string,
): AsyncGenerator<number, string | undefined, void> {
  if (definitions.length === 0) return undefined;
  const refused = await applyAll(cluster, definitions.filter(isDefinition), manager);
  if (refused) return refused;
  return yield* waitForObjects(cluster, definitions, { poll: 2, timeout: definitionTimeout, failFast: false });
}

async function applyAll(
  cluster: Cluster,
  objects: readonly UnknownObject[],
  manager: string,
): Promise<string | undefined> {
  for (const object of objects) {
    try {
      await cluster.apply(object, { fieldManager: manager, force: true });
    } catch (thrown) {
      return printRefusal(object, thrown);
    }
  }
  return undefined;
}

/** helm pkg/kube/client.go: a kind that is not served ends the building of the manifests, anything else the apply. */
function printRefusal(object: UnknownObject, thrown: unknown): string {
  const message = messageOf(thrown);
  const { name, namespace = '' } = object.metadata;
  if (thrown instanceof KindNotServed) {
    const resource = `resource mapping not found for name: "${name}" namespace: "${namespace}" from "": `;
    return `unable to build kubernetes objects from release manifest: ${resource}${message}\nensure CRDs are installed first`;
  }
  const gvk = `${object.apiVersion}, Kind=${object.kind}`;
  return `server-side apply failed for object ${namespace}/${name} ${gvk.replace(/^([^/]+),/, '/$1,')}: ${message}`;
}

/**
 * One hook after the other, made anew and waited for. What a hook leaves is removed once all of them have ended, or one has failed:
 * a later hook may need an earlier one's objects (helm pkg/action/hooks.go execHook).
 */
async function* runHooks(
  { cluster, manager, left }: Running,
  hooks: readonly UnknownObject[],
): AsyncGenerator<number, string | undefined, void> {
  const done: UnknownObject[] = [];
  for (const hook of hooks) {
    if (hasPolicy(hook, 'before-hook-creation')) await remove(cluster, hook);
    const error = (await applyAll(cluster, [hook], manager)) ?? (yield* waitForHook(cluster, hook, left));
    if (error !== undefined) {
      if (hasPolicy(hook, 'hook-failed')) await remove(cluster, hook);
      await removeSucceeded(cluster, done);
      return error;
    }
    done.push(hook);
  }
  await removeSucceeded(cluster, done);
  return undefined;
}

async function* waitForHook(
  cluster: Cluster,
  hook: UnknownObject,
  left: () => number,
): AsyncGenerator<number, string | undefined, void> {
  if (hook.kind !== 'Job' && hook.kind !== 'Pod') return undefined;
  const error = yield* waitForObjects(cluster, [hook], { poll: healthPoll, timeout: left(), failFast: true });
  return error && `hook ${printRef(hook)} failed: ${error}`;
}

function hasPolicy(hook: UnknownObject, policy: string): boolean {
  const policies = hook.metadata.annotations?.['helm.sh/hook-delete-policy']?.split(',') ?? ['before-hook-creation'];
  return policies.some((each) => each.trim() === policy);
}

async function removeSucceeded(cluster: Cluster, hooks: readonly UnknownObject[]): Promise<void> {
  for (const hook of hooks.toReversed()) if (hasPolicy(hook, 'hook-succeeded')) await remove(cluster, hook);
}

async function remove(cluster: Cluster, object: UnknownObject): Promise<void> {
  try {
    await cluster.delete(object, object.metadata.name, object.metadata.namespace, { propagationPolicy: 'Background' });
  } catch (thrown) {
    if (!isReason(thrown, 'NotFound')) throw thrown;
  }
}

/** Removes objects, the last installed kinds first; those told to stay (`helm.sh/resource-policy: keep`) stay. */
export async function removeObjects(cluster: Cluster, objects: readonly UnknownObject[]): Promise<void> {
  for (const object of [...objects].reverse()) {
    if (object.metadata.annotations?.['helm.sh/resource-policy'] === 'keep' || hooksOf(object).length > 0) continue;
    await remove(cluster, object);
  }
}

/** Objects of the old manifests that are not in the new ones. */
export function dropped(old: readonly UnknownObject[], now: readonly UnknownObject[]): readonly UnknownObject[] {
  const kept = new Set(now.map((object) => `${object.kind}|${printRef(object)}`));
  return old.filter((object) => !kept.has(`${object.kind}|${printRef(object)}`));
}
