import { describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../core/runtime.ts';
import type { KubeObject, UnknownObject } from '../../../kube/object.ts';
import type { Controller, ControllerContext, ReconcileResult, Request } from '../../controller.ts';
import { createEmbeddedCluster } from '../index.ts';
import { differingFields } from './differing-fields.ts';

const ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const configMap = (name: string, data: object = {}): KubeObject =>
  ({ ...ConfigMap, metadata: { name, namespace: 'default' }, data }) as KubeObject;

type Look = (
  object: UnknownObject,
  context: ControllerContext,
  request: Request,
) => Promise<ReconcileResult | undefined>;

const controller = (id: string, look: Look): Controller => ({
  id: `test/${id}`,
  watches: [{ kind: ConfigMap }],
  reconcile: async (request, context) => {
    const object = await context.cluster.get(ConfigMap, request.name, request.namespace);
    return object && look(object, context, request);
  },
});

/** Sets an entry to what it wants, whenever it is not so. */
const wants = (id: string, value: string, after?: number): Controller =>
  controller(id, async ({ metadata, ...rest }, { cluster }) => {
    const data = rest.data as Readonly<Record<string, string>> | undefined;
    if (data?.owner === value) return after === undefined ? undefined : { requeueAfter: after };
    await cluster.update({ metadata, ...rest, data: { ...data, owner: value } } as UnknownObject);
    return after === undefined ? undefined : { requeueAfter: after };
  });

async function play(controllers: readonly Controller[], limitSeconds = 10, names: readonly string[] = ['a']) {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  embedded.addControllers(controllers);
  for (const name of names) await embedded.cluster.create(configMap(name));
  const result = await embedded.run({ limitSeconds });
  return { result, endless: embedded.endless(), embedded };
}

describe('work that never ends', () => {
  it('of one controller that writes its object to and fro is stopped, with the fields it writes', async () => {
    const { result, endless } = await play([
      controller('flips', async ({ data, ...rest }, { cluster }) => {
        const { side } = (data ?? {}) as { readonly side?: string };
        await cluster.update({ ...rest, data: { side: side === 'left' ? 'right' : 'left' } } as UnknownObject);
        return undefined;
      }),
    ]);
    expect(result.reason).toBe('idle');
    expect(endless).toHaveLength(1);
    expect(endless[0]).toMatchObject({ controller: 'test/flips', request: 'default/a', stopped: true, others: [] });
    expect(endless[0]?.object).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'a' } });
    expect(endless[0]?.differences).toEqual([{ path: 'data.side', before: '"right"', after: '"left"' }]);
    expect(endless[0]?.times).toBeLessThan(200);
  });

  it('of two controllers that undo each other is stopped, and both are named', async () => {
    const { result, endless } = await play([wants('one', 'one'), wants('two', 'two')]);
    expect(result.reason).toBe('idle');
    expect(endless).toHaveLength(1);
    const { controller: stopped, others, differences } = endless[0]!;
    expect([stopped, ...others].sort()).toEqual(['test/one', 'test/two']);
    expect(differences.map(({ path }) => path)).toEqual(['data.owner']);
  });

  it('of two controllers that undo each other every few seconds is told and not stopped', async () => {
    const { result, endless, embedded } = await play(
      [
        { ...wants('one', 'one', 7), watches: [{ kind: ConfigMap, requests: firstOnly }] },
        { ...wants('two', 'two', 11), watches: [{ kind: ConfigMap, requests: firstOnly }] },
      ],
      1800,
    );
    expect(result).toMatchObject({ reason: 'limit', seconds: 1800 });
    expect(endless).toMatchObject([{ stopped: false, differences: [{ path: 'data.owner' }] }]);
    await embedded.run({ limitSeconds: 60 });
    expect(embedded.endless()).toHaveLength(1);
  });

  it('that writes nothing is stopped', async () => {
    const { result, endless } = await play([controller('asks', async () => ({ requeueAfter: 0 }))]);
    expect(result.reason).toBe('idle');
    expect(endless).toMatchObject([{ controller: 'test/asks', request: 'default/a', stopped: true, differences: [] }]);
    expect(endless[0]).not.toHaveProperty('object');
  });

  it('that asks to be called again in less than a millisecond is stopped', async () => {
    const { endless } = await play([controller('asks', async () => ({ requeueAfter: 1e-9 }))], 60);
    expect(endless).toMatchObject([{ controller: 'test/asks', stopped: true }]);
  });

  it('that makes and deletes an object under ever new names is stopped', async () => {
    let made = 0;
    const { result, endless } = await play([
      controller('makes', async ({ metadata }, { cluster }) => {
        if (metadata.name !== 'a') return undefined;
        await cluster.create(configMap(`made-${++made}`));
        await cluster.delete(ConfigMap, `made-${made}`, 'default');
        return { requeueAfter: 0 };
      }),
    ]);
    expect(result.reason).toBe('idle');
    expect(endless).toMatchObject([{ controller: 'test/makes', request: 'default/a', stopped: true }]);
  });

  it('of one request leaves the controller’s other requests alone', async () => {
    const seen: string[] = [];
    const { endless } = await play(
      [
        controller('asks', async ({ metadata }) => {
          if (metadata.name === 'a') return { requeueAfter: 0 };
          seen.push(metadata.name);
          return { requeueAfter: 5 };
        }),
      ],
      10,
      ['a', 'b'],
    );
    expect(endless.map(({ request }) => request)).toEqual(['default/a']);
    expect(seen).toEqual(['b', 'b', 'b']);
  });
});

/** Asks once: later changes are only seen when time has passed. */
const firstOnly = ({ type, object }: { readonly type: string; readonly object: UnknownObject }) =>
  type === 'ADDED' ? [{ namespace: 'default', name: object.metadata.name }] : [];

describe('work that gets on', () => {
  it('may write one object for each of many that change at the same instant', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `m${i}`);
    const { endless, embedded } = await play(
      [
        {
          id: 'test/counts',
          watches: [{ kind: ConfigMap, requests: () => [{ namespace: 'default', name: 'sum' }] }],
          reconcile: async (_, { cluster }) => {
            const all = await cluster.list(ConfigMap, { namespace: 'default' });
            const sum = all.find(({ metadata }) => metadata.name === 'sum');
            const counted = String(all.filter((each) => (each.data as { done?: string })?.done).length);
            if (sum && (sum.data as { counted?: string } | undefined)?.counted !== counted)
              await cluster.update({ ...sum, data: { counted } } as UnknownObject);
            return undefined;
          },
        },
        controller('does', async ({ data, ...rest }, { cluster }) => {
          if (rest.metadata.name !== 'sum' && !(data as { done?: string })?.done)
            await cluster.update({ ...rest, data: { done: 'yes' } } as UnknownObject);
          return undefined;
        }),
      ],
      10,
      [...names, 'sum'],
    );
    expect(endless).toEqual([]);
    expect((await embedded.cluster.get(ConfigMap, 'sum', 'default'))?.data).toEqual({ counted: '1000' });
  });

  it('may renew something every few seconds for days', async () => {
    const { endless } = await play(
      [
        controller('beats', async ({ data: _, ...rest }, { cluster, now }) => {
          await cluster.update({ ...rest, data: { at: String(now()) } } as UnknownObject);
          return { requeueAfter: 10 };
        }),
      ].map((each) => ({ ...each, watches: [{ kind: ConfigMap, requests: firstOnly }] })),
      100_000,
    );
    expect(endless).toEqual([]);
  });
});

describe('differing fields', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['of equal objects are none', { a: 1 }, { a: 1 }, []],
    ['are told by their path', { a: { b: [1, 2] } }, { a: { b: [1, 3, 4] } }, ['a.b[1] 2 → 3', 'a.b[2]  → 4']],
    ['leave out what every write changes', { metadata: { resourceVersion: '1' } }, { metadata: {} }, []],
    [
      'of a Secret keep what it holds to themselves',
      { kind: 'Secret', metadata: { labels: { a: '1' } }, data: { token: 'old' } },
      { kind: 'Secret', metadata: { labels: { a: '2' } }, data: { token: 'new' } },
      ['data.token  → ', 'metadata.labels.a "1" → "2"'],
    ],
  ])('%s', (_, before, after, expected) => {
    const told = differingFields(before, after).map((field) => `${field.path} ${field.before} → ${field.after}`);
    expect(told).toEqual(expected);
  });
});
