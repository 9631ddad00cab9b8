import { describe, expect, it } from 'vitest';
import type { ChartOutline } from '../../../charts/contract.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { explainUnready } from './explain-unready.ts';

const labels = { 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system', 'kustomize.toolkit.fluxcd.io/name': 'certs' };
const object = (kind: string, message: string, stalled?: string) => ({
  apiVersion: kind === 'HelmRelease' ? 'helm.toolkit.fluxcd.io/v2' : 'kustomize.toolkit.fluxcd.io/v1',
  kind,
  metadata: { name: 'certs', namespace: 'flux-system' },
  spec: {},
  status: {
    conditions: [
      { type: 'Ready', status: 'False', reason: 'Failed', message },
      ...(stalled ? [{ type: 'Stalled', status: 'True', reason: 'RetriesExceeded', message: stalled }] : []),
    ],
  },
});
const release = (ready: string, own: object = {}) => ({
  metadata: { name: 'cm', namespace: 'flux-system', labels: own },
  spec: { chart: { spec: { chart: 'cert-manager' } } },
  status: { conditions: [{ type: 'Ready', status: ready }] },
});
const generated = { metadata: { name: 'values-kfcffd772g', namespace: 'apps' } };
const cluster = (...releases: readonly object[]) =>
  ({
    list: ({ kind }: { kind: string }) => Promise.resolve(kind === 'HelmRelease' ? releases : [generated]),
    get: () => Promise.resolve(undefined),
    resources: () => Promise.resolve([]),
  }) as unknown as Cluster;
const model = {
  chart: 'cert-manager',
  versions: ['1.0.0'],
  usual: { namespace: 'cert-manager', values: {} },
  adviceOnKinds: 'set crds.enabled: true',
  crds: () => Promise.resolve([{ spec: { group: 'cert-manager.io', names: { kind: 'Issuer' } } }]),
} as unknown as ChartOutline;
const noIssuer = 'Issuer/a dry-run failed: no matches for kind "Issuer" in version "cert-manager.io/v1"';
const noValues = (name: string) =>
  `could not resolve ConfigMap chart values reference 'apps/${name}' with key 'values.yaml': configmaps "${name}" not found`;

describe('why Flux is not done', () => {
  it.each([
    ['a release that leaves its kinds out', noIssuer, [release('True')], 'set crds.enabled: true'],
    ['a release that is not ready', noIssuer, [release('False')], 'is not ready: see why'],
    ['a release of the same stage', noIssuer, [release('False', labels)], 'into a Kustomization of their own'],
    ['a chart that nobody installs', noIssuer, [], 'chart cert-manager brings Issuer'],
    ['a kind of no chart', noIssuer.replace('cert-manager.io', 'example.org'), [], 'nothing in the repository brings'],
  ])('names %s', async (_, message, releases, hint) => {
    expect(
      await explainUnready(cluster(...releases), object('Kustomization', message), { charts: [model] }),
    ).toMatchObject({
      code: 'kind-not-there',
      hint: expect.stringContaining(hint),
    });
  });

  it.each([
    [
      'a Namespace that nobody makes',
      object('Kustomization', 'namespaces "a" not found'),
      'namespace-missing',
      'add a Namespace a',
    ],
    [
      'values whose generated name has a hash',
      object('HelmRelease', noValues('values')),
      'values-source-not-there',
      'values-kfcffd772g',
    ],
    [
      'values that are not there',
      object('HelmRelease', noValues('other')),
      'values-source-not-there',
      'add ConfigMap apps/other',
    ],
    [
      'a release that was given up',
      object('HelmRelease', 'timeout', 'Failed to install after 1 attempt(s)'),
      'release-given-up',
      'install.remediation.retries',
    ],
  ])('names %s', async (_, unready, code, hint) => {
    const cause = await explainUnready(cluster(), unready, { charts: [model] });
    expect(cause).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it('says nothing of what its condition says best', async () => {
    expect(await explainUnready(cluster(), object('Kustomization', 'kustomize build failed'), {})).toBeUndefined();
    expect(await explainUnready(cluster(), object('HelmRelease', 'timeout'), {})).toBeUndefined();
  });
});
