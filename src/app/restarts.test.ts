import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { triggerAnnotation } from '../controlplane/networking/trigger-times.ts';
import { powerAnnotation } from '../controlplane/nodes/node-power.ts';
import { seededRuntime } from '../core/runtime.ts';
import type { UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import { systems } from '../systems/index.ts';
import { artifactOf } from './artifact.ts';
import { createPlatformCluster, type PlatformInput, platformControllers } from './bring-up.ts';
import { followConvergence } from './convergence.ts';
import { loadSubject, type Subject } from './load-subject.ts';
import { beginPlatform } from './platform.ts';

const lab = fileURLToPath(new URL('../../examples/k3s-homelab/lab.yaml', import.meta.url));
const startTime = Date.UTC(2026, 0, 1);
const seeds = [1, 2, 3];
const restartsPerRun = 60;

/** Kinds whose changes are counted: a restart comes with the nth of them, in the midst of whatever else goes on at that instant. */
const counted = [
  kinds.Pod,
  kinds.Deployment,
  kinds.ReplicaSet,
  kinds.Service,
  kinds.EndpointSlice,
  kinds.Secret,
  kinds.Node,
  kinds.Namespace,
  kinds.CustomResourceDefinition,
];

interface Outcome {
  /** What is there at the end, by kind and name. */
  readonly objects: ReadonlyMap<string, readonly string[]>;
  /** How many changes of the counted kinds there were. */
  readonly changes: number;
  readonly ready: boolean;
}

/** Brings the lab up and lets it live through some trouble; at each of the moments all controllers are replaced by fresh ones. */
async function live(subject: Subject, moments: readonly number[]): Promise<Outcome> {
  const runtime = seededRuntime({ start: startTime });
  const fetchSource: PlatformInput['fetchSource'] = (_, branch) => artifactOf(subject.tree, branch);
  const input: PlatformInput = { lab: subject.lab, runtime, startTime, installed: 'by-objects', fetchSource };
  const embedded = await createPlatformCluster({ ...input, controllers: [] });
  const changes = await restartAt(moments, embedded, input);
  const readiness = systems.flatMap((system) => system.readiness ?? []);
  const convergence = followConvergence(embedded.cluster, readiness, () => undefined);
  await beginPlatform(embedded, subject);
  await embedded.run({ limitSeconds: 600 });
  const ready = convergence.isDone();
  for (const trouble of troubles) {
    await trouble(embedded.cluster);
    await embedded.run({ limitSeconds: 400 });
  }
  const objects = tell(await everything(embedded.cluster));
  await embedded.stop();
  return { objects, changes: changes(), ready };
}

async function restartAt(
  moments: readonly number[],
  embedded: EmbeddedCluster,
  input: PlatformInput,
): Promise<() => number> {
  const left = [...moments];
  const [first, ...others] = await Promise.all([0, ...moments].map(() => platformControllers(input)));
  let changes = 0;
  let stop = embedded.addControllers(first!);
  const look = () => {
    changes += 1;
    if (changes !== left[0]) return [];
    left.shift();
    stop();
    stop = embedded.addControllers(others.shift()!);
    return [];
  };
  const watches = counted.map((kind) => ({ kind, requests: look }));
  embedded.addControllers([{ id: 'test/restarts', watches, reconcile: () => Promise.resolve(undefined) }]);
  return () => changes;
}

const labels = { app: 'probe' };
const container = { name: 'app', image: 'traefik/whoami:v1.11' };
const power = (cluster: Cluster, name: string, state: string | null) =>
  cluster.patch(kinds.Node, name, undefined, {
    type: 'merge',
    body: { metadata: { annotations: { [powerAnnotation]: state } } },
  });

const versions = { kustomize: 'v1', helm: 'v2' } as const;
const flux = (group: keyof typeof versions, kind: string) => ({
  apiVersion: `${group}.toolkit.fluxcd.io/${versions[group]}`,
  kind,
});

/** What happens to the platform, one after the other. */
const troubles: readonly ((cluster: Cluster) => Promise<unknown>)[] = [
  async (cluster) => {
    await cluster.create({ ...kinds.Namespace, metadata: { name: 'probe' } });
    await cluster.create({ ...kinds.Namespace, metadata: { name: 'gone' } });
    await cluster.create({
      ...kinds.ConfigMap,
      metadata: { name: 'gone', namespace: 'gone', finalizers: ['example.org/kept'] },
    });
    const metadata = { name: 'probe', namespace: 'probe' };
    const template = { metadata: { labels }, spec: { containers: [container] } };
    const selector = { matchLabels: labels };
    await cluster.create<UnknownObject>({ ...kinds.Deployment, metadata, spec: { replicas: 4, selector, template } });
    await cluster.create<UnknownObject>({
      ...kinds.Service,
      metadata,
      spec: { selector: labels, ports: [{ port: 80 }] },
    });
    await cluster.create<UnknownObject>({
      ...kinds.StatefulSet,
      metadata: { name: 'kept', namespace: 'probe' },
      spec: { replicas: 2, serviceName: 'probe', selector, template },
    });
    const once = { ...template, spec: { containers: [container], restartPolicy: 'Never' } };
    await cluster.create<UnknownObject>({
      ...kinds.Job,
      metadata: { name: 'once', namespace: 'probe' },
      spec: { template: once },
    });
  },
  (cluster) => power(cluster, 'k3s-agent-1', 'off'),
  (cluster) =>
    cluster.patch(kinds.Deployment, 'probe', 'probe', {
      type: 'strategic',
      body: { spec: { template: { spec: { containers: [{ ...container, image: 'traefik/whoami:v1.12' }] } } } },
    }),
  (cluster) => power(cluster, 'k3s-agent-1', null),
  (cluster) => cluster.delete(kinds.StatefulSet, 'kept', 'probe', { propagationPolicy: 'Foreground' }),
  (cluster) => cluster.delete(kinds.Node, 'k3s-agent-1'),
  async (cluster) => {
    const body = { spec: { suspend: true } };
    await cluster.patch(flux('kustomize', 'Kustomization'), 'metallb-infra', 'flux-system', { type: 'merge', body });
    const [release] = await cluster.list(flux('helm', 'HelmRelease'), { namespace: 'metallb-system' });
    await cluster.delete(flux('helm', 'HelmRelease'), release?.metadata.name ?? '', 'metallb-system');
  },
  (cluster) => cluster.delete(kinds.Namespace, 'gone'),
  (cluster) =>
    cluster.patch(kinds.ConfigMap, 'gone', 'gone', { type: 'merge', body: { metadata: { finalizers: null } } }),
];

/** Written often, and telling of the way rather than of where it led. */
const passing = new Set(['Event', 'Lease']);

async function everything(cluster: Cluster): Promise<readonly UnknownObject[]> {
  const resources = (await cluster.resources()).filter(({ kind }) => !passing.has(kind));
  const seen = new Map(resources.map(({ group, version, kind }) => [`${group}/${kind}`, { group, version, kind }]));
  const lists = [...seen.values()].map(({ group, version, kind }) =>
    cluster.list({ apiVersion: group ? `${group}/${version}` : version, kind }),
  );
  return (await Promise.all(lists)).flat();
}

/** What chance and the moment decide, and the words that stand for it. */
const chances: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/"modifiedAt": "\d+"/g, '<time>'],
  [/passed in [\dhms.]+/g, 'passed in <time>'],
  [/[A-Za-z0-9+/]{60,}=*/g, '<key>'],
  [/containerd:\/\/[0-9a-f]{64}/g, '<container>'],
  [/(kube-api-access|"cert-manager.io\/private-key-secret-name": ".*)-[a-z0-9]{5}/g, '$1-<chance>'],
  [/\b10\.42\.\d+\.\d+/g, '<address>'],
  [/"(nodeName|hostIP|ip|zone)": "[^"]*"/g, '"$1": "<node>"'],
];

/** Objects as text by kind and name; which of several equal pods is on which node does not count. */
function tell(objects: readonly UnknownObject[]): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, string>();
  for (const { metadata } of objects) {
    const { uid, name, generateName } = metadata as { uid?: string; name: string; generateName?: string };
    if (uid) words.set(uid, '<uid>');
    if (generateName) words.set(name, `${generateName}<chance>`);
  }
  const found = new Map<string, string[]>();
  for (const object of objects) {
    const { annotations: { [triggerAnnotation]: ____, ...annotations } = {} } = object.metadata;
    const { resourceVersion: _, managedFields: __, generation: ___, ...metadata } = object.metadata as Members;
    const text = JSON.stringify(inOrder({ ...object, metadata: { ...metadata, annotations } }), null, 1).replace(
      /[a-z0-9][a-z0-9-.]+/g,
      (word) => words.get(word) ?? word,
    );
    const plain = chances.reduce((before, [pattern, word]) => before.replace(pattern, word), text);
    const {
      kind,
      metadata: { namespace = '', name },
    } = object;
    const key = `${kind}/${namespace}/${words.get(name) ?? name}`;
    found.set(key, [...(found.get(key) ?? []), plain].sort());
  }
  return found;
}

/** The same with members in order of name, and conditions in that of their types: which came first is what a restart may change. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return byType(value.map(inOrder));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]));
};

const typeOf = (value: unknown): string | undefined => {
  const { type, status } = (value ?? {}) as { type?: unknown; status?: unknown };
  return typeof type === 'string' && typeof status === 'string' ? type : undefined;
};

const byType = (values: readonly unknown[]): readonly unknown[] =>
  values.every((value) => typeOf(value) !== undefined)
    ? [...values].sort((a, b) => (typeOf(a)! < typeOf(b)! ? -1 : 1))
    : values;

type Members = { readonly [member: string]: unknown };

describe('controllers that are replaced by fresh ones at any moment', () => {
  let subject: Subject;
  let undisturbed: Outcome;

  beforeAll(async () => {
    subject = await loadSubject(lab);
    undisturbed = await live(subject, []);
  });

  test('have a platform to look after', () => {
    expect(undisturbed.ready).toBe(true);
    expect(undisturbed.changes).toBeGreaterThan(400);
    const names = [...undisturbed.objects.keys()];
    expect(names).toContain('Deployment/hello/hello');
    expect(names.filter((name) => name.startsWith('Deployment/metallb-system/'))).toEqual([]);
  });

  test.each(seeds)('come to the same end (seed %d)', async (seed) => {
    const { random } = seededRuntime({ seed });
    const moments = Array.from({ length: restartsPerRun }, () => 1 + Math.floor(random() * undisturbed.changes));
    const outcome = await live(
      subject,
      [...new Set(moments)].sort((a, b) => a - b),
    );
    expect(outcome.ready).toBe(true);
    expect(Object.fromEntries(outcome.objects)).toEqual(Object.fromEntries(undisturbed.objects));
  });
});
