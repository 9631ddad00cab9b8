import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import type { Finding } from '../core/finding.ts';
import type { UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import { createPlatformCluster, ensureNamespace, proofRuntime } from './bring-up.ts';
import { nameCauses } from './first-causes.ts';
import { findPlaces } from './place-of.ts';

let embedded: EmbeddedCluster;
beforeEach(async () => {
  embedded = await createPlatformCluster({ ...proofRuntime(), installed: 'assumed', fetchSource: () => undefined });
  await ensureNamespace(embedded, 'web');
});
afterEach(() => embedded.stop());

const release = {
  object: {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'site', namespace: 'flux-system' },
  },
  origin: { file: 'apps/site.yaml', line: 4, document: 0 },
};
const labels = { 'helm.toolkit.fluxcd.io/name': 'site', 'helm.toolkit.fluxcd.io/namespace': 'flux-system' };
const neverReady: Finding = {
  code: 'never-ready',
  severity: 'error',
  object: 'Certificate/web/site',
  message: 'Issuing certificate as Secret does not exist',
  hint: 'mend what the message names',
};

describe('what came up wrong', () => {
  it('is told by its first cause, at the release that brought it', async () => {
    const certificate = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'site', namespace: 'web', labels },
      spec: { secretName: 'site', dnsNames: ['a.example.org'], issuerRef: { kind: 'ClusterIssuer', name: 'nobody' } },
    };
    await embedded.cluster.create(certificate as UnknownObject);
    await embedded.run({ limitSeconds: 60 });
    const [named] = await nameCauses(embedded.cluster, [neverReady], findPlaces(embedded.cluster, [release]));
    expect(named).toEqual({
      ...neverReady,
      message:
        'CertificateRequest/web/site-1: Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "nobody" not found',
      hint: 'make ClusterIssuer nobody, or name one that is there',
      file: 'apps/site.yaml',
      line: 4,
    });
  });

  it('stays as it is told when nothing stands behind it, or it has a place', async () => {
    await embedded.cluster.create({ ...kinds.ConfigMap, metadata: { name: 'a', namespace: 'web', labels } });
    const findings: readonly Finding[] = [
      { ...neverReady, object: 'Certificate/web/gone' },
      { code: 'other', severity: 'error', object: 'ConfigMap/web/a', message: 'm', file: 'own.yaml', line: 1 },
      { code: 'other', severity: 'error', message: 'without object' },
    ];
    expect(await nameCauses(embedded.cluster, findings, findPlaces(embedded.cluster, [release]))).toEqual(findings);
  });
});
