import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { composeRepository } from '../../compose/compose.ts';
import { components } from '../components.ts';
import { planned } from '../compose-part.ts';
import { labDefinition } from '../lab.ts';

interface Read {
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

const composed = (repository: object = {}, versions: object = {}, more: object = {}) => {
  const lab = labDefinition.schema.parse({
    name: 'loft',
    repository: { url: 'https://git.example.org/loft.git', ...repository },
    versions: { traefik: '41.3.0', certManager: '1.21.1', ...versions },
    network: { cidr: '10.0.0.0/24' },
    nodes: [{ name: 'n1', address: '10.0.0.2', role: 'control-plane' }],
    addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
    ingress: { address: '10.0.0.9' },
    certificates: { issuer: { type: 'internal-ca' }, domains: ['loft.example.org'] },
    ...more,
  });
  const { tree } = composeRepository(planned(lab), components);
  const read = (path: string) => load(tree.get(path)!) as Read;
  return Object.assign(read, { text: (path: string) => tree.get(path) });
};

describe('the releases of a lab', () => {
  test('take charts from Helm repositories, or from registries where the lab says so and a chart is there', () => {
    const usual = composed();
    expect(usual('infra/helmrepositories/traefik.yaml').kind).toBe('HelmRepository');
    expect(usual('infra/controller/traefik/helmrelease.yaml').spec).toMatchObject({
      chart: { spec: { chart: 'traefik' } },
    });
    const oci = composed({ charts: 'oci' });
    expect(oci('infra/helmrepositories/traefik.yaml')).toMatchObject({
      kind: 'OCIRepository',
      spec: { url: 'oci://ghcr.io/traefik/helm/traefik', ref: { tag: '41.3.0' }, layerSelector: { operation: 'copy' } },
    });
    const { chart, chartRef } = oci('infra/controller/traefik/helmrelease.yaml').spec;
    expect([chart, chartRef]).toEqual([
      undefined,
      { kind: 'OCIRepository', name: 'traefik', namespace: 'flux-system' },
    ]);
    expect(oci('infra/helmrepositories/jetstack.yaml').spec).toMatchObject({ ref: { tag: 'v1.21.1' } });
    expect(oci('infra/helmrepositories/metallb.yaml').kind).toBe('HelmRepository');
  });

  test('come of a registry of their own where an app names one, whatever the others do', () => {
    const oci = (name: string, version: string) => ({ repository: 'oci://ghcr.io/me/charts', name, version });
    const apps = [
      { name: 'b', chart: oci('hay', '1.2.3') },
      { name: 'a', chart: oci('hay', '1.2.3') },
      { name: 'c', chart: oci('hay', '1.3.0') },
    ].map((app) => ({ ...app, hosts: [] }));
    const read = composed({}, {}, { apps });
    expect(['a', 'c'].map((name) => read(`infra/helmrepositories/app-${name}.yaml`))).toMatchObject([
      { kind: 'OCIRepository', spec: { url: 'oci://ghcr.io/me/charts/hay', ref: { tag: '1.2.3' } } },
      { kind: 'OCIRepository', spec: { url: 'oci://ghcr.io/me/charts/hay', ref: { tag: '1.3.0' } } },
    ]);
    expect(read('apps/b/helmrelease.yaml').spec).toMatchObject({ chartRef: { kind: 'OCIRepository', name: 'app-a' } });
    const byHand = composed({ layout: 'plain' }, {}, { apps });
    expect(byHand.text('README.md')).toContain(
      'helm upgrade --install c oci://ghcr.io/me/charts/hay --version 1.3.0 --namespace c',
    );
  });

  test.each([
    ['2.9.4', { strategy: { name: 'RetryOnFailure', retryInterval: '1m' } }],
    ['v2.7.0', { strategy: { name: 'RetryOnFailure', retryInterval: '1m' } }],
    ['2.6.4', { remediation: { retries: 3 } }],
  ])('are tried again after a failure as Flux %s can', (flux, again) => {
    const { install, upgrade } = composed({}, { flux })('infra/controller/metallb/helmrelease.yaml').spec;
    expect([install, upgrade]).toEqual([again, again]);
  });

  test('have the times that the lab gives them', () => {
    const { spec } = composed({ releases: { interval: '10m', timeout: '3m' } })(
      'infra/controller/metallb/helmrelease.yaml',
    );
    expect(spec).toMatchObject({ interval: '10m', timeout: '3m' });
  });
});
