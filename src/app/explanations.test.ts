import { afterEach, beforeEach, expect, it } from 'vitest';
import { findPlaces } from '../check/places.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import type { UnknownObject } from '../kube/object.ts';
import { makerOf } from '../systems/flux/apply/maker-of.ts';
import { createPlatformCluster, ensureNamespace, proofRuntime } from './bring-up.ts';
import { clusterFindings } from './cluster-findings.ts';
import { explainBySystems } from './explanations.ts';
import { openWire, type Wire } from './wire.ts';

let embedded: EmbeddedCluster;
let wire: Wire;
beforeEach(async () => {
  embedded = await createPlatformCluster({ ...proofRuntime(), installed: 'assumed', fetchSource: () => undefined });
  await ensureNamespace(embedded, 'web');
  wire = openWire({ cluster: embedded.cluster, memorablePorts: false, revision: embedded.revision });
});
afterEach(async () => {
  await wire.close();
  await embedded.stop();
});

const release = {
  object: {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'site', namespace: 'flux-system' },
  },
  origin: { file: 'apps/site.yaml', line: 4, document: 0 },
};
const labels = { 'helm.toolkit.fluxcd.io/name': 'site', 'helm.toolkit.fluxcd.io/namespace': 'flux-system' };
const said = 'Issuing certificate as Secret does not exist';

async function findingsOf(name: string) {
  const { cluster } = embedded;
  const repository = { objects: [release], local: new Set<string>(), tree: new Map() };
  const seen = {
    cluster,
    addresses: [],
    verification: { broken: [], unknown: [], problems: [], inward: [] },
    convergence: [{ kind: 'Certificate', name: `web/${name}`, startedAt: 0, waitedFor: [], message: said }],
    repository,
    path: '.',
    assumedReleases: new Set<string>(),
    missingCharts: [],
    explain: explainBySystems(cluster, wire, repository.objects),
  };
  return clusterFindings(seen, findPlaces({ cluster, written: repository.objects, tree: repository.tree, makerOf }));
}

it('what came up wrong is told by its first cause, at the release that brought it', async () => {
  await embedded.cluster.create({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'site', namespace: 'web', labels },
    spec: { secretName: 'site', dnsNames: ['a.example.org'], issuerRef: { kind: 'ClusterIssuer', name: 'nobody' } },
  } as UnknownObject);
  await embedded.run({ limitSeconds: 60 });
  expect(await findingsOf('site')).toEqual([
    {
      code: 'never-ready',
      severity: 'error',
      object: 'Certificate/web/site',
      message:
        'CertificateRequest/web/site-1: Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "nobody" not found',
      why: expect.any(String),
      hint: 'make ClusterIssuer nobody, or name one that is there; the object is made by HelmRelease/flux-system/site: it is changed by its spec.values',
      file: 'apps/site.yaml',
      line: 4,
    },
  ]);
});

it('what came up wrong is told by its own condition when nothing stands behind it', async () => {
  expect(await findingsOf('gone')).toMatchObject([
    { code: 'never-ready', message: said, hint: 'mend what the message names' },
  ]);
});
