import { describe, expect, it } from 'vitest';
import { seededRuntime } from '../../core/runtime.ts';
import type { KubeObject, UnknownObject } from '../../kube/object.ts';
import type { Controller } from '../controller.ts';
import { createEmbeddedCluster } from './index.ts';

const configMap = (name: string, namespace = 'default', more: object = {}): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, ...more }) as KubeObject;
const ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const fresh = () => createEmbeddedCluster({ runtime: seededRuntime() });

describe('the clock', () => {
  it('jumps from one requeue to the next and stops at the limit', async () => {
    const embedded = fresh();
    const at: number[] = [];
    const begin = embedded.now();
    const poller: Controller = {
      id: 'test/poll',
      watches: [{ kind: ConfigMap }],
      reconcile: async (_request, context) => {
        at.push((context.now() - begin) / 1000);
        return { requeueAfter: 60 };
      },
    };
    embedded.addControllers([poller]);
    await embedded.cluster.create(configMap('a'));
    expect(await embedded.run({ limitSeconds: 150 })).toEqual({ reason: 'limit', seconds: 150 });
    expect(at).toEqual([0, 60, 120]);
  });

  it('ends when until holds, although timers are left', async () => {
    const embedded = fresh();
    let seen = 0;
    embedded.addControllers([
      {
        id: 'test/poll',
        watches: [{ kind: ConfigMap }],
        reconcile: async () => {
          seen++;
          return { requeueAfter: 1 };
        },
      },
    ]);
    await embedded.cluster.create(configMap('a'));
    expect(await embedded.run({ limitSeconds: 1000, until: () => seen === 3 })).toEqual({ reason: 'done', seconds: 2 });
  });

  it('is idle when nothing is left to do', async () => {
    expect(await fresh().run({ limitSeconds: 10 })).toEqual({ reason: 'idle', seconds: 0 });
  });

  it('runs at real pace after start', async () => {
    const embedded = fresh();
    const reconciled = new Promise<void>((resolve) => {
      let count = 0;
      embedded.addControllers([
        {
          id: 'test/real',
          watches: [{ kind: ConfigMap }],
          reconcile: async () => {
            count++;
            if (count === 2) resolve();
            return { requeueAfter: 0.02 };
          },
        },
      ]);
    });
    embedded.start();
    await embedded.cluster.create(configMap('a'));
    await reconciled;
    await expect(embedded.run({ limitSeconds: 1 })).rejects.toThrow('real pace');
    await embedded.stop();
  });
});

describe('controllers', () => {
  it('retry a rejection after 5 ms, then 10, then 20, and keep the failure', async () => {
    const embedded = fresh();
    const at: number[] = [];
    const begin = embedded.now();
    embedded.addControllers([
      {
        id: 'test/fails',
        watches: [{ kind: ConfigMap }],
        reconcile: async (_request, context) => {
          at.push(context.now() - begin);
          if (at.length < 4) throw new Error('not yet');
          return undefined;
        },
      },
    ]);
    await embedded.cluster.create(configMap('a'));
    await embedded.run({ limitSeconds: 10 });
    expect(at).toEqual([0, 5, 15, 35]);
    expect(embedded.failures()).toHaveLength(3);
    expect(embedded.failures()[0]).toEqual({ controller: 'test/fails', request: 'default/a', message: 'not yet' });
  });

  it('get one request for many changes made before they look', async () => {
    const embedded = fresh();
    const seen: string[] = [];
    embedded.addControllers([
      {
        id: 'test/merge',
        watches: [{ kind: ConfigMap }],
        reconcile: async (request) => {
          seen.push(request.name);
          return undefined;
        },
      },
    ]);
    await embedded.run({ limitSeconds: 1 });
    await embedded.cluster.create(configMap('a'));
    for (let n = 0; n < 5; n++) await embedded.cluster.update(configMap('a', 'default', { data: { n: `${n}` } }));
    await embedded.run({ limitSeconds: 1 });
    expect(seen).toEqual(['a']);
  });

  it('can watch a kind before its definition is there', async () => {
    const embedded = fresh();
    const seen: string[] = [];
    embedded.addControllers([
      {
        id: 'test/custom',
        watches: [{ kind: { apiVersion: 'example.com/v1', kind: 'Widget' } }],
        reconcile: async (request) => {
          seen.push(request.name);
          return undefined;
        },
      },
    ]);
    await embedded.run({ limitSeconds: 1 });
    await embedded.cluster.create(widgetDefinition);
    await embedded.cluster.create({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', namespace: 'default' },
    });
    await embedded.run({ limitSeconds: 1 });
    expect(seen).toEqual(['w']);
  });

  it('record the same event once, counted up', async () => {
    const embedded = fresh();
    const object = await embedded.cluster.create(configMap('a'));
    const event = { object, type: 'Normal', reason: 'Seen', message: 'seen it', source: 'test' } as const;
    await embedded.context.record(event);
    await embedded.context.record(event);
    const events = await embedded.cluster.list<UnknownObject>({ apiVersion: 'v1', kind: 'Event' });
    expect(events.map(({ count, reason }) => ({ count, reason }))).toEqual([{ count: 2, reason: 'Seen' }]);
  });

  it('stop when they are switched off', async () => {
    const embedded = fresh();
    let seen = 0;
    const stop = embedded.addControllers([
      {
        id: 'test/off',
        watches: [{ kind: ConfigMap }],
        reconcile: async () => {
          seen++;
          return undefined;
        },
      },
    ]);
    await embedded.run({ limitSeconds: 1 });
    stop();
    await embedded.cluster.create(configMap('a'));
    await embedded.run({ limitSeconds: 1 });
    expect(seen).toBe(0);
  });

  it('let go of what they began with when they are switched off', async () => {
    const embedded = fresh();
    let seen = 0;
    const start: Controller['start'] = async ({ cluster }) => cluster.watch(ConfigMap, () => seen++);
    const stop = embedded.addControllers([{ id: 'test/own', watches: [], start, reconcile: async () => undefined }]);
    await embedded.run({ limitSeconds: 1 });
    await embedded.cluster.create(configMap('a'));
    const before = seen;
    stop();
    await embedded.cluster.create(configMap('b'));
    expect([before > 0, seen]).toEqual([true, before]);
  });

  it('begin to work when all that is there has been seen', async () => {
    const embedded = fresh();
    for (const name of ['a', 'b']) await embedded.cluster.create(configMap(name));
    const known: string[] = [];
    const counts: number[] = [];
    embedded.addControllers([
      {
        id: 'test/sync',
        watches: [
          { kind: ConfigMap },
          {
            kind: { apiVersion: 'v1', kind: 'Namespace' },
            requests: ({ object }) => {
              known.push(object.metadata.name);
              return [];
            },
          },
        ],
        reconcile: async () => {
          counts.push(known.length);
          return undefined;
        },
      },
    ]);
    await embedded.run({ limitSeconds: 1 });
    const namespaces = await embedded.cluster.list({ apiVersion: 'v1', kind: 'Namespace' });
    expect(counts.length).toBeGreaterThan(1);
    expect(new Set(counts)).toEqual(new Set([namespaces.length]));
  });
});

const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        subresources: { status: {} },
      },
    ],
  },
} as KubeObject;

describe('definitions', () => {
  it('serve their kinds at once and take their objects with them', async () => {
    const { cluster } = fresh();
    await cluster.create(widgetDefinition);
    const stored = await cluster.get<UnknownObject>(widgetDefinition, 'widgets.example.com');
    const { conditions } = stored!.status as { conditions: { type: string; status: string; message: string }[] };
    expect(conditions.map(({ type, status, message }) => [type, status, message])).toEqual([
      ['NamesAccepted', 'True', 'no conflicts found'],
      ['Established', 'True', 'the initial names have been accepted'],
    ]);
    const kind = { apiVersion: 'example.com/v1', kind: 'Widget' };
    await cluster.create({ ...kind, metadata: { name: 'w', namespace: 'default' } });
    await cluster.delete(widgetDefinition, 'widgets.example.com');
    await expect(cluster.list(kind)).rejects.toThrow('no matches for kind "Widget" in version "example.com/v1"');
    await cluster.create(widgetDefinition);
    expect(await cluster.list(kind)).toEqual([]);
  });
});
