import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { kinds } from '../../kube/types.ts';
import { createPlatformCluster, proofRuntime } from '../bring-up.ts';
import type { ChartOwners } from '../installed-before.ts';
import { loadSubject } from '../load-subject.ts';
import { predictOwnership } from './foreign-objects.ts';
import { liveOptions } from './test-live.ts';
import { upLive } from './up-live.ts';

const lab = 'examples/talos-metallb';

async function emptyCluster(): Promise<EmbeddedCluster> {
  const subject = await loadSubject(lab);
  return createPlatformCluster({
    lab: subject.lab,
    ...proofRuntime(),
    installed: 'by-objects',
    fetchSource: () => undefined,
  });
}

describe('bringing a lab up that people apply', () => {
  let embedded: EmbeddedCluster;
  beforeAll(async () => {
    embedded = await emptyCluster();
  });
  afterAll(() => embedded.stop());

  test('applies its stages in order, each once the one before is ready, beside how they were predicted', async () => {
    const report = await upLive(lab, liveOptions(embedded));
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ engine: 'direct', verdict: 'unknown' });
    expect(report.convergence.map(({ name }) => name)).toEqual([
      'kubectl apply -k manifests/metallb',
      'kubectl apply -k manifests/metallb/config',
      'kubectl apply -k manifests/apps/hello',
      'everything ready',
    ]);
    expect(report.convergence.every(({ readyAt }) => readyAt !== undefined)).toBe(true);
    expect(report.convergence[0]?.predictedReadyAt).toBeGreaterThan(0);
  });

  test('remembers what it brought as kubectl would', async () => {
    const parent = await embedded.cluster.get(kinds.ConfigMap, 'gatehouse-talos-kube', 'kube-system');
    expect(parent?.metadata.annotations?.['applyset.kubernetes.io/contains-group-kinds']).toContain(
      'IPAddressPool.metallb.io',
    );
  });

  test('finds nothing to do when it is run again', async () => {
    const before = embedded.revision();
    const report = await upLive(lab, liveOptions(embedded));
    expect(report.applied.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
    expect(embedded.revision()).toBe(before);
  });
});

describe('a cluster in which every system counts as installed', () => {
  const start = async (path: string, chartOwners?: ChartOwners) => {
    const { lab: read, releases } = await loadSubject(path);
    const input = { lab: read, ...proofRuntime(), installed: 'assumed', fetchSource: () => undefined } as const;
    return { releases, embedded: await createPlatformCluster({ ...input, ...(chartOwners && { chartOwners }) }) };
  };

  test('stands in nobody’s way: what its definitions say is taken over without a conflict', async () => {
    const { embedded } = await start(lab);
    const report = await upLive(lab, liveOptions(embedded));
    expect(report.findings).toEqual([]);
    expect(
      report.applied.filter(({ object }) => object.startsWith('CustomResourceDefinition/')).length,
    ).toBeGreaterThan(3);
    const again = await upLive(lab, liveOptions(embedded));
    expect(again.applied.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
    await embedded.stop();
  });

  test('holds what helm takes over for the releases of the lab, and for no others', async () => {
    const path = 'examples/talos-traefik';
    const named = await start(path, new Map([['traefik', { name: 'traefik', namespace: 'ingress-system' }]]));
    expect(await predictOwnership(named.embedded.cluster, named.releases)).toEqual([]);
    const usual = await start(path);
    const codes = (await predictOwnership(usual.embedded.cluster, usual.releases)).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['not-of-the-release']));
    await Promise.all([named.embedded.stop(), usual.embedded.stop()]);
  });
});
