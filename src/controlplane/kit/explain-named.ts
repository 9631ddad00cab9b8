import type { ClusterReader } from '../../cluster/cluster.ts';
import { compareText } from '../../core/finding.ts';
import { type Condition, isTrue, type KubeObject } from '../../kube/object.ts';
import { type Event, kinds, type Pod } from '../../kube/types.ts';
import { whyNotReady } from '../networking/explain-endpoints.ts';

const limit = 20;

/**
 * The first cause behind a message that names objects which are not ready, as `Kind/namespace/name` or `Kind/name`, in the words of what
 * stands at the end: a pod's state, an event, a condition. Undefined when the message names none, or nothing more is said of them.
 */
export async function explainNamed(cluster: ClusterReader, message: string): Promise<string | undefined> {
  const named = [...message.matchAll(/\b([A-Z][A-Za-z0-9]+)\/([a-z0-9.-]+)(?:\/([a-z0-9.-]+))?/g)].slice(0, limit);
  for (const [ref, kind = '', first = '', second] of named) {
    const [namespace, name] = second === undefined ? [undefined, first] : [first, second];
    const cause = await explainOne(cluster, { kind, namespace, name });
    if (cause) return `${ref} is not ready: ${cause}`;
  }
  return undefined;
}

interface Named {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

async function explainOne(cluster: ClusterReader, named: Named): Promise<string | undefined> {
  const object = await find(cluster, named);
  if (!object) return undefined;
  if (named.kind === 'PersistentVolumeClaim') return claim(cluster, object);
  const pods = named.kind === 'Pod' ? [object as Pod] : await podsOf(cluster, object);
  const broken = pods.find((pod) => !isTrue(pod, 'Ready') && pod.status?.phase !== 'Succeeded');
  if (broken) {
    const volume = (await unboundClaim(cluster, broken)) || (await refusedVolume(cluster, broken));
    return `pod ${broken.metadata.name} ${whyNotReady(broken)}${volume}`;
  }
  return saidOf(object) ?? (await lastWarning(cluster, object));
}

async function find(cluster: ClusterReader, { kind, namespace, name }: Named): Promise<KubeObject | undefined> {
  for (const { group, version } of (await cluster.resources()).filter((each) => each.kind === kind)) {
    const apiVersion = group ? `${group}/${version}` : version;
    const found = await cluster.get<KubeObject>({ apiVersion, kind }, name, namespace);
    if (found) return found;
  }
  return undefined;
}

/** Pods that a workload's selector takes, in order of name. */
async function podsOf(cluster: ClusterReader, object: KubeObject): Promise<readonly Pod[]> {
  const { selector } = (object as { spec?: { selector?: { matchLabels?: Record<string, string> } } }).spec ?? {};
  const wanted = Object.entries(selector?.matchLabels ?? {});
  if (wanted.length === 0) return [];
  const pods = await cluster.list<Pod>(kinds.Pod, { namespace: object.metadata.namespace });
  return pods
    .filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value))
    .sort((a, b) => compareText(a.metadata.name, b.metadata.name));
}

/** Of a pod that waits for a claim, what the claim waits for. */
async function unboundClaim(cluster: ClusterReader, pod: Pod): Promise<string> {
  const { namespace } = pod.metadata;
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    const name = (persistentVolumeClaim as { readonly claimName?: string } | undefined)?.claimName;
    const found = name && (await find(cluster, { kind: 'PersistentVolumeClaim', namespace, name }));
    const cause = found ? await claim(cluster, found) : undefined;
    if (cause) return `; PersistentVolumeClaim/${namespace}/${name}: ${cause}`;
  }
  return '';
}

/** Of a pod that waits for a volume that its node does not get, why. */
async function refusedVolume(cluster: ClusterReader, pod: Pod): Promise<string> {
  if (pod.status?.phase !== 'Pending') return '';
  const said = await lastEvent(cluster, pod, ({ reason }) => reason === 'FailedAttachVolume');
  return said === undefined ? '' : `; ${said}`;
}

async function claim(cluster: ClusterReader, object: KubeObject): Promise<string | undefined> {
  const { phase } = (object as { status?: { phase?: string } }).status ?? {};
  if (phase === 'Bound') return undefined;
  return (await lastEvent(cluster, object, () => true)) ?? `it is ${phase ?? 'Pending'}`;
}

/** The message of a condition that says it is not well: the first of those that are decided. */
function saidOf(object: KubeObject): string | undefined {
  const { conditions = [] } = (object as { status?: { conditions?: readonly Condition[] } }).status ?? {};
  return conditions.find(({ type, status, message }) => type === 'Ready' && status !== 'True' && message)?.message;
}

const lastWarning = (cluster: ClusterReader, object: KubeObject) =>
  lastEvent(cluster, object, ({ type }) => type === 'Warning');

async function lastEvent(
  cluster: ClusterReader,
  { kind, metadata: { name, namespace } }: KubeObject,
  wanted: (event: Event) => boolean,
): Promise<string | undefined> {
  const events = await cluster.list<Event>(kinds.Event, { namespace });
  const own = events
    .filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name)
    .filter(wanted)
    .sort((a, b) => compareText(a.lastTimestamp ?? '', b.lastTimestamp ?? ''));
  return own.at(-1)?.message;
}
