import type { KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { Cluster } from '../../cluster.ts';
import type { EventInput } from '../../controller.ts';
import { StatusError } from '../../status-error.ts';
import { timestamp } from '../api/timestamp.ts';

interface EventObject extends KubeObject {
  readonly count?: number;
}

/** Events remembered for counting up: client-go tools/record/events_cache.go maxLruCacheEntries. */
const mostKnown = 4096;

/**
 * Writes core/v1 Events as client-go tools/record does: the same event again counts up the one that is there.
 * An event that the API refuses (its namespace is gone or ending) is lost, as upstream.
 */
export function eventRecorder(cluster: Cluster): (event: EventInput) => Promise<void> {
  const known = new Map<string, { readonly name: string; readonly namespace: string }>();
  let sequence = 0;
  const suffix = (): string => (BigInt(cluster.now()) * 1_000_000n + BigInt(sequence++ % 1_000_000)).toString(16);

  async function countUp(home: { name: string; namespace: string }): Promise<boolean> {
    const found = await cluster.get<EventObject>(kinds.Event, home.name, home.namespace);
    if (!found) return false;
    const body = { count: (found.count ?? 1) + 1, lastTimestamp: timestamp(cluster.now()) };
    await cluster.patch(kinds.Event, home.name, home.namespace, { type: 'merge', body });
    return true;
  }

  async function record(event: EventInput): Promise<void> {
    const { name, namespace = 'default', uid = '' } = event.object.metadata;
    const { kind } = event.object;
    const { source, type, reason, message } = event;
    const key = `${source}\0${kind}\0${namespace}\0${name}\0${uid}\0${type}\0${reason}\0${message}`;
    const home = known.get(key);
    if (home) {
      known.delete(key);
      known.set(key, home);
      if (await countUp(home)) return;
    }
    const made = { name: `${name}.${suffix()}`, namespace };
    await cluster.create(eventObject(event, made, timestamp(cluster.now())));
    known.set(key, made);
    if (known.size > mostKnown) known.delete(known.keys().next().value!);
  }

  return async (event) => {
    try {
      await record(event);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  };
}

const scheduler = 'default-scheduler';

/** kubernetes pkg/scheduler/schedule_one.go truncateMessage: as much as a note may hold. */
const truncated = (message: string): string => (message.length <= 1024 ? message : `${message.slice(0, 1020)} ...`);

/** Field by field, as there are more Events than all else. The scheduler alone tells in the form of events.k8s.io: client-go tools/events. */
function eventObject(event: EventInput, metadata: { name: string; namespace: string }, now: string): KubeObject {
  const { apiVersion, kind } = event.object;
  const { name, namespace, uid, resourceVersion } = event.object.metadata;
  const involvedObject = { kind, namespace, name, uid, apiVersion, resourceVersion };
  const { message, reason, source, type } = event;
  const about = { ...kinds.Event, metadata, involvedObject, reason };
  if (source === scheduler) return { ...about, ...toldByScheduler(event, now) } as KubeObject;
  return {
    ...about,
    message,
    type,
    reportingComponent: source,
    reportingInstance: '',
    source: { component: source },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    eventTime: null,
  } as KubeObject;
}

const toldByScheduler = ({ message, reason, type }: EventInput, now: string) => ({
  message: truncated(message),
  type,
  reportingComponent: scheduler,
  reportingInstance: `${scheduler}-gatehouse`,
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: now.replace('Z', '.000000Z'),
  action: reason === 'Scheduled' ? 'Binding' : 'Scheduling',
});
