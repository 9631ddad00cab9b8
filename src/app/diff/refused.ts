import type { Cluster } from '../../cluster/cluster.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { StatusError } from '../../cluster/status-error.ts';
import { seededRuntime } from '../../core/runtime.ts';
import { equalJson } from '../../kube/json.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import { systems } from '../../systems/index.ts';
import type { System } from '../../systems/system.ts';
import { type Change, type DiffPart, type DiffSide, placeOf } from './contract.ts';
import { builtinOf, isHook, settled } from './object-key.ts';

/** Changes that the API server refuses, in its words: fields that cannot change once an object is there. */
export const refused: DiffPart = {
  id: 'refused',
  title: 'refused by the API server',
  compare: async (before, after) => {
    const pairs = [...after.objects].flatMap(([key, now]) => {
      const old = before.objects.get(key);
      if (!old || isHook(now.object) || !mayRefuse(now.object) || equalJson(settled(old.object), settled(now.object)))
        return [];
      return [{ old, now }];
    });
    if (pairs.length === 0) return { changes: [] };
    const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    try {
      const changes: Change[] = [];
      for (const { old, now } of pairs) {
        const refusal = await refusalOf(embedded.cluster, old.object, now.object);
        if (refusal !== undefined) changes.push({ ...changeOf(now.object, refusal, after), ...placeOf(now) });
      }
      return { changes };
    } finally {
      await embedded.stop();
    }
  },
};

/** Kinds with something to say of a change; what holds for definitions is another matter. */
const mayRefuse = (object: UnknownObject): boolean =>
  builtinOf(object) !== undefined && object.kind !== 'CustomResourceDefinition' && object.kind !== 'Namespace';

function changeOf(
  object: UnknownObject,
  refusal: string,
  after: DiffSide,
): Pick<Change, 'subject' | 'text' | 'weight'> {
  const subject = printRef(object);
  const anew = (systems as readonly System[]).some((system) => system.makesAnew?.(object, after.input));
  return anew
    ? { subject, text: `is deleted and made anew, since it cannot be changed: ${refusal}`, weight: 'danger' }
    : { subject, text: `cannot be applied: ${refusal}`, weight: 'danger' };
}

const manager = 'gatehouse';

/** Upstream's words; a value of many lines is cut, since it is in the files. */
const shortened = (message: string): string =>
  message.replaceAll(/(Invalid value: )[{[].{160,}?[}\]](: [\w `])/g, '$1…$2');

/** Why the change is refused though each of both states would be taken; undefined where it is not, or where that cannot be said. */
async function refusalOf(cluster: Cluster, old: UnknownObject, now: UnknownObject): Promise<string | undefined> {
  try {
    await ensureNamespace(cluster, now.metadata.namespace);
    await cluster.create(now, { dryRun: true });
    await cluster.apply(old, { fieldManager: manager, force: true });
    await bind(cluster, old);
  } catch {
    return undefined;
  }
  try {
    await cluster.apply(now, { fieldManager: manager, force: true, dryRun: true });
    return undefined;
  } catch (thrown) {
    return thrown instanceof StatusError && thrown.status.reason === 'Invalid' ? shortened(thrown.message) : undefined;
  }
}

async function ensureNamespace(cluster: Cluster, name: string | undefined): Promise<void> {
  const kind = { apiVersion: 'v1', kind: 'Namespace' };
  if (name === undefined || (await cluster.get(kind, name))) return;
  await cluster.create({ ...kind, metadata: { name } });
}

/** A claim that is in use has its volume: less than that it cannot be. */
async function bind(cluster: Cluster, object: UnknownObject): Promise<void> {
  if (object.kind !== 'PersistentVolumeClaim') return;
  const { metadata, spec } = object as UnknownObject & { spec?: { resources?: { requests?: object } } };
  const status = { phase: 'Bound', capacity: { ...spec?.resources?.requests } };
  const change = { type: 'merge', body: { status }, subresource: 'status' } as const;
  await cluster.patch({ apiVersion: object.apiVersion, kind: object.kind }, metadata.name, metadata.namespace, change);
}
