import type { Cluster } from '../src/cluster/cluster.ts';
import { deployment, startTestCluster } from '../src/controlplane/test-world.ts';
import type { UnknownObject } from '../src/kube/object.ts';
import { kinds } from '../src/kube/types.ts';
import { type Follower, follow } from './follow.ts';

export interface SoakOptions {
  readonly virtualMinutes: number;
  /** Followers of each collection. */
  readonly followers: number;
  /** Called after each virtual minute. */
  readonly report?: (sample: SoakSample) => void;
}

/** How things stand after a virtual minute. */
export interface SoakSample {
  readonly minute: number;
  readonly heapMebibytes: number;
  readonly residentMebibytes: number;
  readonly writes: number;
  readonly watches: number;
  readonly events: number;
}

export interface SoakResult {
  readonly samples: readonly SoakSample[];
  /** Followers that saw something else in the end than what is there. */
  readonly astray: readonly string[];
}

/** As client-go's metadata informers ask. */
const partial =
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const collections = [
  { path: '/api/v1/namespaces/default/configmaps', kind: kinds.ConfigMap },
  { path: '/api/v1/namespaces/default/pods', kind: kinds.Pod },
  { path: '/apis/apps/v1/namespaces/default/deployments', kind: kinds.Deployment },
];

/** Churn in an embedded cluster whose API is followed by clients with timed watches; memory is sampled as it goes. */
export async function soak({ virtualMinutes, followers, report }: SoakOptions): Promise<SoakResult> {
  const world = await startTestCluster();
  const api = await world.serve();
  const followed = collections.flatMap((collection) =>
    Array.from({ length: followers }, (_, n) => ({
      ...collection,
      name: `${collection.kind.kind} ${n}`,
      follower: follow(api, {
        path: collection.path,
        seconds: 1 + (n % 2),
        ...(n % 3 === 2 ? { accept: partial } : {}),
      }),
    })),
  );
  const samples: SoakSample[] = [];
  let writes = 0;
  for (let minute = 1; minute <= virtualMinutes; minute++) {
    for (let second = 0; second < 60; second++) {
      writes += await churn(world.cluster, minute * 60 + second);
      await world.pass(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const sample = sampleOf(
      minute,
      writes,
      followed.map(({ follower }) => follower),
    );
    samples.push(sample);
    report?.(sample);
  }
  const astray: string[] = [];
  for (const { name, follower, kind } of followed)
    if (!(await agrees(world.cluster, follower, kind))) astray.push(name);
  await world.stop();
  await Promise.allSettled(followed.map(({ follower }) => follower.stop()));
  return { samples, astray };
}

const config = (name: string, text: string): UnknownObject => ({
  ...kinds.ConfigMap,
  metadata: { name, namespace: 'default' },
  data: { text },
});

/** What changes in one virtual second; how many writes it took. */
async function churn(cluster: Cluster, second: number): Promise<number> {
  const text = String(second).repeat(200);
  const fresh = `c${second % 50}`;
  if (await cluster.get(kinds.ConfigMap, fresh, 'default')) await cluster.delete(kinds.ConfigMap, fresh, 'default');
  else await cluster.create(config(fresh, text));
  if (!(await cluster.get(kinds.ConfigMap, 'steady', 'default'))) await cluster.create(config('steady', ''));
  for (let n = 0; n < 5; n++) {
    const body = { data: { text: `${text}${n}` } };
    await cluster.patch(kinds.ConfigMap, 'steady', 'default', { type: 'merge', body });
  }
  const app = `app-${Math.floor(second / 20) % 4}`;
  const there = await cluster.get(kinds.Deployment, app, 'default');
  if (second % 20 === 0) {
    if (there) await cluster.delete(kinds.Deployment, app, 'default');
    else await cluster.create(deployment(app, { replicas: 2 }));
  } else if (second % 20 === 10 && there) {
    const body = { spec: { replicas: 1 + (second % 3) } };
    await cluster.patch(kinds.Deployment, app, 'default', { type: 'merge', body });
  }
  return 7;
}

function sampleOf(minute: number, writes: number, followers: readonly Follower[]): SoakSample {
  const { heapUsed, rss } = process.memoryUsage();
  const sum = (count: 'watches' | 'events') => followers.reduce((total, { counts }) => total + counts[count], 0);
  const mebibytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
  return {
    minute,
    heapMebibytes: mebibytes(heapUsed),
    residentMebibytes: mebibytes(rss),
    writes,
    watches: sum('watches'),
    events: sum('events'),
  };
}

/** Whether a follower comes to see what is there, in a while. */
async function agrees(
  cluster: Cluster,
  { seen }: Follower,
  kind: (typeof collections)[number]['kind'],
): Promise<boolean> {
  for (let tries = 0; tries < 400; tries++) {
    const there = await cluster.list(kind, { namespace: 'default' });
    const same = there.every(({ metadata }) => seen.get(metadata.name) === metadata.resourceVersion);
    if (same && there.length === seen.size) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}
