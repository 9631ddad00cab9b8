import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kinds, type Secret } from '../../kube/types.ts';
import { type Edit, edited, route, trusted } from '../test-edits.ts';
import { example, freshCluster, installFlux, liveOptions, withFlux } from './test-live.ts';
import { type LiveOptions, upLive } from './up-live.ts';

describe('bringing a real cluster up', () => {
  test('makes what is missing, applies what starts the delivery, and follows it beside what was predicted', async () => {
    const embedded = await withFlux();
    const report = await upLive(example, liveOptions(embedded));
    expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(report.applied.every(({ outcome }) => outcome === 'created')).toBe(true);
    expect(report.applied.map(({ object }) => object)).toContain('Kustomization/flux-system/flux-system');
    expect(report.convergence.filter(({ readyAt }) => readyAt === undefined)).toEqual([]);
    expect(report.convergence.find(({ name }) => name === 'flux-system/apps')?.predictedReadyAt).toBeGreaterThan(60);
    await embedded.stop();
  });

  test('goes on when it is run again: nothing is made twice', async () => {
    const embedded = await withFlux();
    const stop = new AbortController();
    const cut = { ...liveOptions(embedded), signal: stop.signal, wait: async () => stop.abort() };
    await expect(upLive(example, cut)).rejects.toThrow('interrupted');
    const report = await upLive(example, liveOptions(embedded));
    expect(report.secrets).toEqual([]);
    expect(report.convergence.filter(({ readyAt }) => readyAt === undefined)).toEqual([]);
    const again = await upLive(example, liveOptions(embedded));
    expect(new Set(again.applied.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
    await embedded.stop();
  });

  test('does not begin where a node is missing, and writes nothing', async () => {
    const embedded = await withFlux();
    const [node] = await embedded.cluster.list(kinds.Node);
    await embedded.cluster.delete(kinds.Node, node!.metadata.name);
    const before = embedded.revision();
    const report = await upLive(example, liveOptions(embedded));
    expect(report.findings.map(({ code }) => code)).toContain('node-not-joined');
    expect(report.applied).toEqual([]);
    expect(embedded.revision()).toBe(before);
    await embedded.stop();
  });

  test('says how to install what delivers, or lets it be installed', async () => {
    const embedded = await freshCluster();
    await expect(upLive(example, liveOptions(embedded))).rejects.toThrow(
      /does not run flux-system\/source-controller.*nothing would read the repository/,
    );
    const told: string[] = [];
    const report = await upLive(
      example,
      liveOptions(embedded, {
        install: async ({ install }, { lab }) => {
          const { program, args } = install(lab);
          told.push([program, ...args].join(' '));
          await installFlux(embedded);
        },
      }),
    );
    expect(told).toEqual(['flux install --namespace=flux-system --version=v2.9.4']);
    expect(report.convergence.length).toBeGreaterThan(5);
    await embedded.stop();
  });

  test('forces nothing: a field of another manager is a conflict that names it', async () => {
    const embedded = await withFlux();
    const { cluster } = embedded;
    await upLive(example, liveOptions(embedded));
    const apps = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
    await cluster.patch(apps, 'flux-system', 'flux-system', {
      type: 'merge',
      body: { spec: { interval: '1h' } },
      fieldManager: 'kubectl-edit',
    });
    const report = await upLive(example, liveOptions(embedded));
    const conflict = report.findings.find(({ code }) => code === 'field-owned-by-another');
    expect(conflict).toMatchObject({ severity: 'error', object: 'Kustomization/flux-system/flux-system' });
    expect(conflict?.message).toContain('.spec.interval');
    expect(conflict?.message).toContain('kubectl-edit');
    const kept = (await cluster.get(apps, 'flux-system', 'flux-system')) as { spec: { interval: string } } | undefined;
    expect(kept?.spec.interval).toBe('1h');
    await embedded.stop();
  });

  test('asks for everything and writes nothing with --dry-run', async () => {
    const embedded = await withFlux();
    const before = embedded.revision();
    const report = await upLive(example, liveOptions(embedded, { dryRun: true }));
    expect(report.applied.length).toBeGreaterThan(1);
    expect(embedded.revision()).toBe(before);
    await embedded.stop();
  });
});

test.each([
  ['is there', true],
  ['is not there', false],
])('a Secret of pods that is in no file and %s counts as that where it is predicted', async (_, isThere) => {
  const embedded = await withFlux();
  const hello = { name: 'hello-env', namespace: 'hello' };
  if (isThere) {
    await embedded.cluster.create({ ...kinds.Namespace, metadata: { name: 'hello' } });
    await embedded.cluster.create({ ...kinds.Secret, metadata: hello, stringData: { A: 'b' } } as never);
  }
  const env: Edit = [
    'apps/hello/deployment.yaml',
    '          args:',
    '          envFrom: [{secretRef: {name: hello-env}}]\n          args:',
  ];
  const report = await upLive(edited([env]), liveOptions(embedded, { dryRun: true }));
  expect(report.cause).toEqual(isThere ? undefined : expect.stringContaining('secret "hello-env" not found'));
  await embedded.stop();
});

test('a lab file with a mistake is told by that mistake, and nothing is written', async () => {
  const embedded = await withFlux();
  const before = embedded.revision();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-mistake-'));
  writeFileSync(join(folder, 'lab.yaml'), 'name: edge\nnetwrok: {}\n');
  await expect(upLive(folder, liveOptions(embedded))).rejects.toThrow(/lab\.yaml:2: the lab file needs /);
  expect(embedded.revision()).toBe(before);
  rmSync(folder, { recursive: true, force: true });
  await embedded.stop();
});

describe('what the embedded cluster refutes', () => {
  const refuted = () => edited([[route, 'websecure', 'websecur']]);
  const cause = /^IngressRoute\/hello\/hello: .*websecur/;

  test('is not brought there, and the cause is told before anything else', async () => {
    const embedded = await withFlux();
    const before = embedded.revision();
    const told: string[] = [];
    const onProgress: LiveOptions['onProgress'] = (event) =>
      void (event.type === 'phase' && told.push(`${event.name} ${event.detail}`));
    const report = await upLive(refuted(), liveOptions(embedded, { onProgress }));
    expect(report).toMatchObject({ verdict: 'refuted', applied: [], cause: expect.stringMatching(cause) });
    expect(report.findings.map(({ code }) => code)).toContain('entry-point-unknown');
    expect(told.map((each) => each.split(' ')[0])).toEqual(['Looking', 'Refuted']);
    expect(embedded.revision()).toBe(before);
    await embedded.stop();
  });

  test('is asked for with --dry-run, and stays refuted', async () => {
    const embedded = await withFlux();
    const report = await upLive(refuted(), liveOptions(embedded, { dryRun: true }));
    expect(report.applied.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ verdict: 'refuted', cause: expect.stringMatching(cause) });
    await embedded.stop();
  });

  test('is brought there where a person says so, and is not proven by that', async () => {
    const embedded = await withFlux();
    const verify = async () => ({ rows: [], notCompared: [] });
    const report = await upLive(refuted(), liveOptions(embedded, { evenRefuted: true, verify, timeout: 60 }));
    expect(report.applied.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ verdict: 'refuted', cause: expect.stringMatching(cause) });
    await embedded.stop();
  });

  test('is another matter than what is not known, which keeps nothing back', async () => {
    const embedded = await withFlux();
    const open = edited([[trusted, 'externalTrafficPolicy: Local', 'externalTrafficPolicy: Cluster']]);
    const report = await upLive(open, liveOptions(embedded));
    expect(report.cause).toBeUndefined();
    expect(report.applied.length).toBeGreaterThan(0);
    await embedded.stop();
  });
});

test('a lab that people install by commands is not brought up by what reads nothing of it, and nothing is written', async () => {
  const embedded = await withFlux();
  const before = embedded.revision();
  await expect(upLive('examples/talos-metallb', liveOptions(embedded, { engine: 'flux' }))).rejects.toThrow(
    'is installed by commands',
  );
  expect(embedded.revision()).toBe(before);
  await embedded.stop();
});

test('a Secret that is there stays as it is', async () => {
  const embedded = await withFlux();
  const { cluster } = embedded;
  const { secretsToMake } = await import('./give-secrets.ts');
  await cluster.create({
    ...kinds.Secret,
    metadata: { name: 'mine', namespace: 'default' },
    stringData: { token: 'mine' },
  } as never);
  const needed = (name: string) => ({
    ...{ namespace: 'default', name, key: 'token', purpose: 'a token', from: { env: 'TOKEN' } },
  });
  const sources = { env: { TOKEN: 'given' }, files: new Map<string, string>() };
  const found = await secretsToMake(cluster, { secrets: [needed('mine'), needed('new')], objects: [] }, sources);
  expect(found).toEqual({
    secrets: [{ namespace: 'default', name: 'new', stringData: { token: 'given' } }],
    findings: [],
  });
  const lacking = await secretsToMake(cluster, { secrets: [needed('new')], objects: [] }, { ...sources, env: {} });
  expect(lacking.findings).toMatchObject([{ code: 'secret-lacking', hint: expect.stringContaining('TOKEN') }]);
  expect((await cluster.get<Secret>(kinds.Secret, 'mine', 'default'))?.data).toEqual({ token: 'bWluZQ==' });
  await embedded.stop();
});
