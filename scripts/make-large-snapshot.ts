// Writes a snapshot with many objects, of a lab whose apps are there again and again: `node scripts/run.mjs scripts/make-large-snapshot.ts LAB FILE OBJECTS`. Every tenth app
// has a container that ends again and again, every tenth one that nobody has room for.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { loadSubject } from '../src/app/load-subject.ts';
import { startPlatform } from '../src/app/platform.ts';
import { snapshotLines } from '../src/cluster/snapshot/read-snapshot.ts';
import { takeSnapshot } from '../src/cluster/snapshot/take-snapshot.ts';
import type { UnknownObject } from '../src/kube/object.ts';
import { parseJson, printJson } from '../src/kube/wide-json.ts';

const [path = 'large-lab', file = 'large.snapshot', wanted = '5000'] = process.argv.slice(2);
const subject = await loadSubject(path);
const { embedded } = await startPlatform(subject, () => undefined);
const taken = await takeSnapshot({ cluster: embedded.cluster, context: 'large', kubernetesVersion: 'v1.36.3' });
await embedded.stop();

/** What is an app's own, and so may be there once more under other names. */
const isOfApp = ({ metadata: { namespace = '', name }, kind }: UnknownObject): boolean =>
  /^app-\d+$/.test(kind === 'Namespace' ? name : namespace);
const own = taken.objects.filter(isOfApp).map((object) => printJson(object));

/** The same app once more: other names, other identities, the same node. */
const again = (text: string, round: number): UnknownObject =>
  parseJson(
    text
      .replace(/\bapp-(\d+)\b/g, `app-$1-${round}`)
      .replace(/"uid":"[0-9a-f]{8}/g, (found) => `${found.slice(0, -4)}${(0x1000 + round).toString(16)}`),
  ) as unknown as UnknownObject;

const isFalse = (types: readonly string[]) => types.map((type) => ({ type, status: 'False' }));
const failing = { restartCount: 9, ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } };

/** The object as it is where its app is ill, and what is told of it. */
function ill(object: UnknownObject, crashes: boolean): readonly UnknownObject[] {
  const { kind, metadata } = object as UnknownObject & { spec: { nodeName?: string; containers: readonly object[] } };
  if (kind === 'EndpointSlice') {
    const { endpoints } = object as unknown as { readonly endpoints: readonly object[] };
    const lost = endpoints.map((each) => ({ ...each, conditions: { ready: false } }));
    return [{ ...object, endpoints: lost } as UnknownObject];
  }
  if (kind === 'Deployment' || kind === 'ReplicaSet')
    return [
      {
        ...object,
        status: { replicas: 1, unavailableReplicas: 1, conditions: isFalse(['Available']) },
      } as UnknownObject,
    ];
  if (kind !== 'Pod') return [object];
  const lastState = { terminated: { exitCode: 1, reason: 'Error', finishedAt: metadata.creationTimestamp } };
  const status = crashes
    ? {
        phase: 'Running',
        conditions: isFalse(['Ready', 'ContainersReady']),
        containerStatuses: [{ name: 'app', lastState, ...failing }],
      }
    : {
        phase: 'Pending',
        conditions: [{ ...isFalse(['PodScheduled'])[0], reason: 'Unschedulable', message: '0/3 nodes are available' }],
      };
  const { name, namespace } = metadata;
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.1`, namespace },
    involvedObject: { kind: 'Pod', name, namespace },
    reason: crashes ? 'BackOff' : 'FailedScheduling',
    message: crashes ? 'Back-off restarting failed container' : '0/3 nodes are available',
    lastTimestamp: metadata.creationTimestamp,
  };
  return [{ ...object, status } as UnknownObject, event as unknown as UnknownObject];
}

const objects: UnknownObject[] = [...taken.objects];
for (let round = 1; objects.length < Number(wanted); round++)
  for (const text of own) {
    const digit = /"app-\d*(\d)"/.exec(text)?.[1];
    const object = again(text, round);
    objects.push(...(digit === '0' || digit === '5' ? ill(object, digit === '0') : [object]));
  }
const head = { ...taken.head, objects: objects.length };
await pipeline(Readable.from(snapshotLines({ head, objects })), createWriteStream(file));
