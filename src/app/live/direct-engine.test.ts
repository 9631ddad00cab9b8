import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { kinds } from '../../kube/types.ts';
import { createPlatformCluster, proofRuntime } from '../bring-up.ts';
import { loadSubject } from '../load-subject.ts';
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
