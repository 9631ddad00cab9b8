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

const composed = (repository: object = {}, versions: object = {}) => {
  const lab = labDefinition.schema.parse({
    name: 'loft',
    repository: { url: 'https://git.example.org/loft.git', ...repository },
    versions: { traefik: '41.3.0', certManager: '1.21.1', ...versions },
    network: { cidr: '10.0.0.0/24' },
    nodes: [{ name: 'n1', address: '10.0.0.2', role: 'control-plane' }],
    addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
    ingress: { address: '10.0.0.9' },
    certificates: { issuer: { type: 'internal-ca' }, domains: ['loft.example.org'] },
  });
  const { tree } = composeRepository(planned(lab), components);
  return (path: string) => load(tree.get(path)!) as Read;
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
