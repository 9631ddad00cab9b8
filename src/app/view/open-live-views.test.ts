import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { type FaultyProxy, resetting, serveFaulty } from '../../../test/faulty-proxy.ts';
import { kubeconfigOf } from '../../../test/live-cluster.ts';
import { patience } from '../../../test/patience.ts';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { kinds } from '../../kube/types.ts';
import { example, liveOptions, withFlux } from '../live/test-live.ts';
import { upLive } from '../live/up-live.ts';
import type { LiveEvent } from './live-event.ts';
import { openLiveViews } from './open-live-views.ts';
import type { OpenViews } from './opened-views.ts';

const pace = { pulseSeconds: 0.3, patienceSeconds: 1, quietSeconds: 0.1, drawSeconds: 0.3, examineSeconds: 2 };
const told: LiveEvent[] = [];
let embedded: EmbeddedCluster;
let proxy: FaultyProxy;
let views: OpenViews;

beforeAll(async () => {
  embedded = await withFlux();
  proxy = await serveFaulty(await embedded.serve());
  const choice = { kubeconfig: kubeconfigOf(proxy), requestTimeout: patience(5000) / 1000 };
  views = await openLiveViews({ choice, path: example, tell: (event) => told.push(event), pace });
}, patience(30_000));
afterAll(async () => {
  await views.close();
  await proxy.close();
  await embedded.stop();
});

const toldOf = <T extends LiveEvent['type']>(type: T) =>
  told.filter((event): event is Extract<LiveEvent, { type: T }> => event.type === type);

describe('a cluster that is looked at while it runs', () => {
  test('is held against the lab: what is foretold stands there before it comes', () => {
    const { bars, live } = views.page.timeline;
    expect(live?.since).toMatch(/^20\d\d-/);
    expect(bars.find(({ name }) => name === 'flux-system/apps')).toMatchObject({ isThere: false });
    expect(bars.find(({ name }) => name === 'flux-system/apps')?.predictedAt).toBeGreaterThan(60);
    expect(views.page.findings.groups.map(({ code }) => code)).toContain('not-in-cluster');
  });

  test('shows what comes up as it happens, beside what was foretold, and then is another picture', async () => {
    expect(views.page.topology.nodes.map(({ kind }) => kind)).not.toContain('route');
    await upLive(example, liveOptions(embedded));
    embedded.start();
    await eventually(() => {
      const { bars = [] } = toldOf('timeline').at(-1)?.timeline ?? {};
      const apps = bars.find(({ name }) => name === 'flux-system/apps');
      expect(apps?.state).toBe('ready');
      expect(apps?.predictedAt).toBeGreaterThan(60);
      expect(bars.filter(({ isThere }) => isThere === false)).toEqual([]);
    });
    await eventually(() => expect(views.page.topology.nodes.map(({ kind }) => kind)).toContain('route'));
    expect(toldOf('renewed').length).toBeGreaterThan(0);
    const { ends } = await views.journey('https://hello.home.example.org/', {});
    expect(ends).toBe('reached');
  });

  test('is examined again when something breaks', async () => {
    const { cluster } = embedded;
    await cluster.patch(kinds.Deployment, 'hello', 'hello', {
      type: 'json',
      body: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'hello:missing' }],
    });
    const [node] = await cluster.list(kinds.Node);
    await cluster.patch(kinds.Node, node!.metadata.name, undefined, {
      ...{ type: 'merge', subresource: 'status' },
      body: {
        status: { conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'gone' }] },
      },
    });
    await eventually(() =>
      expect(
        toldOf('symptoms')
          .at(-1)
          ?.symptoms.symptoms.map(({ playbook }) => playbook),
      ).toContain('node-not-ready'),
    );
  });

  test('is said to be cut off, keeps what was seen, and is gone on with', async () => {
    proxy.fail(/ \/version/, ...Array.from({ length: 12 }, () => resetting));
    proxy.cut();
    await eventually(() => expect(toldOf('cluster').at(-1)).toMatchObject({ isThere: false }));
    expect(toldOf('cluster').at(-1)?.message).not.toBe('');
    expect(views.page.topology.nodes.length).toBeGreaterThan(5);
    const before = toldOf('renewed').length;
    await eventually(() => expect(toldOf('cluster').at(-1)).toMatchObject({ isThere: true, message: '' }));
    await eventually(() => expect(toldOf('renewed').length).toBeGreaterThan(before));
  });

  test('is only ever read, and no value of a Secret is shown', async () => {
    expect(proxy.seen.filter((asked) => !asked.startsWith('GET '))).toEqual([]);
    expect(JSON.stringify(views.page)).not.toMatch(/PRIVATE KEY|secret-value|c2VjcmV0LXZhbHVl/);
  });
});

test('a cluster that does not answer at first is a mistake that is said', async () => {
  const closed = await (await withFlux()).serve();
  await closed.close();
  const choice = { kubeconfig: kubeconfigOf(closed), requestTimeout: 0.5 };
  await expect(openLiveViews({ choice, tell: () => undefined })).rejects.toThrow(/127\.0\.0\.1/);
});
