import type { Cluster } from '../cluster/cluster.ts';
import { messageOf } from '../core/errors.ts';
import { conditionOf, printRef, type UnknownObject } from '../kube/object.ts';
import { isFluxKustomization, isGitSource } from '../repo/flux-objects.ts';
import { systems } from '../systems/index.ts';
import type { AppliedStep, Applying } from './migrate-apply.ts';
import type { PlatformState } from './migrate-state.ts';

/** Virtual seconds after which what is not ready counts as never ready. */
const patience = 30 * 60;

const requestedAt = 'reconcile.fluxcd.io/requestedAt';

/** What of an object tells how far a delivery has come with what was pushed. */
interface Delivered {
  readonly lastHandledReconcileAt?: string;
  readonly lastAttemptedRevision?: string;
  readonly lastAppliedRevision?: string;
  readonly artifact?: { readonly revision?: string };
}

/**
 * Pushes the next state of a repository that is delivered from Git, and lets time pass until everything is ready again. What starts the
 * delivery is applied by hand where it changed; `meanwhile` is what people do before they wait.
 */
export async function applyByPush(
  { embedded, signal }: Applying,
  old: PlatformState,
  now: PlatformState,
  meanwhile: () => Promise<AppliedStep> = async () => ({ commands: [] }),
): Promise<AppliedStep> {
  const { cluster } = embedded;
  const entry = changedEntry(old, now);
  const errors: string[] = [];
  for (const object of entry.applied) {
    try {
      await cluster.apply(object, { fieldManager: 'kubectl', force: true });
    } catch (thrown) {
      errors.push(`${printRef(object)}: ${messageOf(thrown)}`);
    }
  }
  const token = String(cluster.now());
  const asked = await askSources(cluster, now, token);
  for (const { kind, metadata } of entry.gone)
    await cluster.delete(entry.kindOf(kind), metadata.name, metadata.namespace).catch(() => undefined);
  const done = await meanwhile();
  if (done.error !== undefined) errors.push(done.error);
  const until = async () => signal.aborted || (await isDelivered(cluster, asked, token));
  await embedded.run({ until, limitSeconds: patience });
  const commands = [
    'git add --all && git commit && git push',
    ...entry.commands,
    ...done.commands,
    ...asked.map(({ metadata: { name, namespace = '' } }) => reconcileCommand(name, namespace)),
  ];
  return { commands, ...(errors.length > 0 && { error: errors.join('; ') }) };
}

/** What no stage applies, but a person: where it changed. */
function changedEntry(old: PlatformState, now: PlatformState) {
  const before = new Map(old.repository.entry.map(({ object }) => [printRef(object), object]));
  const after = new Set(now.repository.entry.map(({ object }) => printRef(object)));
  const changed = now.repository.entry.filter(
    ({ object }) => JSON.stringify(before.get(printRef(object))) !== JSON.stringify(object),
  );
  const gone = [...before.values()].filter((object) => !after.has(printRef(object)));
  const kindOf = (kind: string) => gone.find((object) => object.kind === kind)!;
  const files = [...new Set(changed.flatMap(({ origin }) => origin?.file ?? []))];
  const commands = [
    ...files.map((file) => `kubectl apply --server-side -f ${file}`),
    ...gone.map(
      ({ kind, metadata }) => `kubectl delete ${kind.toLowerCase()} ${metadata.name} -n ${metadata.namespace}`,
    ),
  ];
  return { applied: changed.map(({ object }) => object), gone, kindOf, commands };
}

const reconcileCommand = (name: string, namespace: string): string =>
  `flux reconcile source git ${name} --namespace ${namespace}`;

/** Objects whose readiness tells how far a platform has come. */
async function readinessObjects(cluster: Cluster): Promise<readonly UnknownObject[]> {
  const served = await cluster.resources();
  const kinds = systems
    .flatMap((system) => system.readiness ?? [])
    .filter(({ apiVersion, kind }) =>
      served.some((each) => `${each.group}/${each.version}` === apiVersion && each.kind === kind),
    );
  return (await Promise.all(kinds.map((kind) => cluster.list(kind)))).flat();
}

const deliveredOf = ({ status }: UnknownObject): Delivered => (status ?? {}) as Delivered;

/** Asks the sources of a repository to be fetched at once, those that are in the cluster. */
async function askSources(
  cluster: Cluster,
  { repository }: PlatformState,
  token: string,
): Promise<readonly UnknownObject[]> {
  const known = [...repository.entry, ...repository.assumed, ...repository.objects].map(({ object }) => object);
  const sources = new Map(known.filter(isGitSource).map((object) => [printRef(object), object]));
  const asked: UnknownObject[] = [];
  for (const source of sources.values()) {
    const body = { metadata: { annotations: { [requestedAt]: token } } };
    const { name, namespace } = source.metadata;
    if (!(await cluster.get(source, name, namespace))) continue;
    asked.push(await cluster.patch(source, name, namespace, { type: 'merge', body }));
  }
  return asked;
}

/** Whether the sources were fetched, every stage has applied what they hold, and everything is ready. */
async function isDelivered(cluster: Cluster, asked: readonly UnknownObject[], token: string): Promise<boolean> {
  const sources = await Promise.all(
    asked.map((each) => cluster.get(each, each.metadata.name, each.metadata.namespace)),
  );
  const states = sources.flatMap((source) => (source ? deliveredOf(source) : []));
  if (states.some(({ lastHandledReconcileAt }) => lastHandledReconcileAt !== token)) return false;
  const fetched = new Set(states.flatMap(({ artifact }) => artifact?.revision ?? []));
  const objects = await readinessObjects(cluster);
  return objects.every((object) => {
    const { lastAppliedRevision: applied } = deliveredOf(object);
    const isStage = isFluxKustomization(object);
    return isReady(object) && (!isStage || fetched.size === 0 || (applied !== undefined && fetched.has(applied)));
  });
}

function isReady(object: UnknownObject): boolean {
  const condition = conditionOf(object, 'Ready');
  const { generation } = object.metadata;
  return condition?.status === 'True' && (condition.observedGeneration ?? generation) === generation;
}

/** What is not ready of what is delivered, with what it says of itself. */
export async function undelivered(cluster: Cluster): Promise<readonly string[]> {
  const objects = (await readinessObjects(cluster)).filter((object) => !isReady(object));
  return objects.map((object) => `${printRef(object)}: ${conditionOf(object, 'Ready')?.message ?? 'not ready'}`);
}
