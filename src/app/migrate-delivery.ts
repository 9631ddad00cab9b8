import type { Cluster } from '../cluster/cluster.ts';
import { messageOf } from '../core/errors.ts';
import { commandsOf } from '../kube/install-steps.ts';
import { groupOf, printRef, type UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import { isGroupOfFlux } from '../repo/flux-objects.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import { followSteps } from './follow-steps.ts';
import {
  type AppliedStep,
  type Applying,
  deleteCommand,
  releaseOf,
  removeAll,
  uninstallCommand,
  written,
} from './migrate-apply.ts';
import { applyByPush } from './migrate-push.ts';
import type { PlatformState } from './migrate-state.ts';

/**
 * Hands what people installed by commands over to Flux, which takes objects and releases of the same names for its own: kustomize-controller
 * applies by force, helm-controller upgrades a release that is there and takes ownership of objects (HelmRelease `disableTakeOwnership`). What
 * the repository no longer has goes before anybody waits: two of a thing stand in each other's way, as two speakers do on the ports of a node.
 */
export async function handOver(applying: Applying, old: PlatformState, now: PlatformState): Promise<AppliedStep> {
  const { gone, releases } = await leftovers(applying, old, now);
  for (const name of homesOf(now)) await ensureNamespace(applying.embedded.cluster, name);
  const done = await applyByPush(applying, old, now, async () => {
    const error = await removeAll(applying.embedded, gone);
    const commands = [...releases.map(({ release }) => uninstallCommand(release.object)), ...gone.map(deleteCommand)];
    return { commands, ...(error !== undefined && { error }) };
  });
  return { ...done, commands: ['flux install', ...done.commands] };
}

/**
 * Takes Flux away, which leaves what it has applied (flux2 pkg/uninstall/uninstall.go removes the finalizers first), and goes on with commands.
 * Of a release that comes as manifests from now on, helm forgets that it was one: uninstalling it would remove what is to stay.
 */
export async function takeBack(applying: Applying, old: PlatformState, now: PlatformState): Promise<AppliedStep> {
  const { install } = now.repository;
  if (!install) return { commands: [] };
  const { gone, releases, inUse } = await leftovers(applying, old, now);
  const removed = [...(await removeFlux(applying.embedded.cluster))];
  const left = gone.filter((object) => !isGroupOfFlux(groupOf(object.apiVersion)));
  // `flux uninstall` takes its own namespace with it.
  const homes = new Set(homesOf(old).filter((name) => !inUse.has(name)));
  const rest = left.filter(({ kind, metadata }) => kind !== kinds.Namespace.kind || !homes.has(metadata.name));
  await removeAll(
    applying.embedded,
    [...homes].map((name) => ({ ...kinds.Namespace, metadata: { name } })),
  );
  const error = removed[0] ?? (await removeAll(applying.embedded, rest));
  const followed = await followSteps(applying.embedded, install, {
    subject: { releases: now.releases, tree: now.tree, identities: applying.identities },
    onProgress: () => undefined,
    signal: applying.signal,
    force: true,
    installed: new Set(
      now.releases.filter((each) => isAmong(each, old.releases)).map(({ release }) => printRef(release.object)),
    ),
  });
  const problem = error ?? followed.findings[0]?.message;
  const commands = [
    'flux uninstall --silent',
    ...releases.map(forgetCommand),
    ...rest.map(deleteCommand),
    // What Flux has written is Flux's until somebody takes it by force.
    ...install.steps
      .flatMap(({ step }) => commandsOf(step, install.folder))
      .map((command) => command.replace(/^kubectl apply --server-side\b/, '$& --force-conflicts')),
  ];
  return { commands, ...(problem !== undefined && { error: problem }) };
}

/** What the first state has in a cluster and the second has not: its objects, the last first, and its releases. */
async function leftovers(applying: Applying, old: PlatformState, now: PlatformState) {
  const kept = await objectsOf(applying, now);
  const names = new Set(kept.map(keyOf));
  const inUse = new Set(kept.flatMap(({ metadata }) => metadata.namespace ?? []));
  const isGone = (object: UnknownObject): boolean =>
    !names.has(keyOf(object)) && !(object.kind === kinds.Namespace.kind && inUse.has(object.metadata.name));
  const releases = old.releases.filter((each) => !isAmong(each, now.releases)).toReversed();
  const before = new Map((await objectsOf(applying, old)).map((object) => [keyOf(object), object]));
  return { gone: [...before.values()].filter(isGone).toReversed(), releases, inUse };
}

/** Namespaces that what starts the delivery stands in. */
const homesOf = ({ repository: { entry } }: PlatformState): readonly string[] => [
  ...new Set(entry.flatMap(({ object }) => object.metadata.namespace ?? [])),
];

async function ensureNamespace(cluster: Cluster, name: string): Promise<void> {
  if (!(await cluster.get(kinds.Namespace, name))) await cluster.create({ ...kinds.Namespace, metadata: { name } });
}

const keyOf = (object: UnknownObject): string => `${groupOf(object.apiVersion)} ${printRef(object)}`;

const isAmong = (one: RenderedRelease, others: readonly RenderedRelease[]): boolean =>
  others.some(({ release }) => releaseOf(release.object) === releaseOf(one.release.object));

/** What is in a cluster by a state: what is applied, by whom ever, and what releases bring. */
async function objectsOf({ embedded }: Applying, { repository, releases }: PlatformState) {
  const planned = repository.install?.steps.filter(({ release }) => release === undefined) ?? [];
  const applied = repository.install
    ? planned.flatMap(({ objects }) => objects.map(({ object }) => object))
    : [...repository.entry, ...repository.objects].map(({ object }) => object);
  const rendered = await Promise.all(
    releases.map(async (each) => [...(each.rendering?.definitions ?? []), ...(await written(embedded, each))]),
  );
  return [...applied, ...rendered.flat()];
}

/** Removes all objects of Flux without a controller that cleans up behind them. What was refused, a sentence each. */
async function removeFlux(cluster: Cluster): Promise<readonly string[]> {
  const served = (await cluster.resources()).filter(({ group }) => isGroupOfFlux(group));
  const refused: string[] = [];
  for (const { group, version, kind } of served)
    for (const object of await cluster.list({ apiVersion: `${group}/${version}`, kind }).catch(() => []))
      await removeBare(cluster, object).catch((thrown) => refused.push(`${printRef(object)}: ${messageOf(thrown)}`));
  return refused;
}

async function removeBare(cluster: Cluster, object: UnknownObject): Promise<void> {
  const { name, namespace } = object.metadata;
  if (object.metadata.finalizers)
    await cluster.patch(object, name, namespace, { type: 'merge', body: { metadata: { finalizers: null } } });
  await cluster.delete(object, name, namespace);
}

/** Helm keeps a release in Secrets (helm pkg/storage/driver/secrets.go). */
function forgetCommand({ release }: RenderedRelease): string {
  const [namespace, name] = releaseOf(release.object).split('/');
  return `kubectl delete secret --namespace ${namespace} --selector owner=helm,name=${name}`;
}
