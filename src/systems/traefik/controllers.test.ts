import { describe, expect, it } from 'vitest';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { type Ingress, kinds, type Service } from '../../kube/types.ts';
import { traefikControllers } from './controllers.ts';
import { readStaticConfiguration } from './model/static-configuration.ts';
import { hasStatus, ingressStatus } from './providers/ingress-status.ts';
import { make } from './test-objects.ts';

const published = { type: 'LoadBalancer', ports: [{ port: 80 }] };

async function run(installed: 'assumed' | 'by-objects', address?: string): Promise<Ingress['status']> {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  const { cluster } = embedded;
  for (const name of ['traefik', 'apps'])
    await cluster.create({ ...kinds.Namespace, metadata: { name } } as UnknownObject);
  await cluster.create({
    ...kinds.Service,
    metadata: { name: 'traefik', namespace: 'traefik' },
    spec: published,
  });
  if (address) {
    const body = { status: { loadBalancer: { ingress: [{ ip: address }] } } };
    await cluster.patch(kinds.Service, 'traefik', 'traefik', { type: 'merge', body, subresource: 'status' });
  }
  embedded.addControllers(traefikControllers({ installed }));
  await cluster.create(
    make.ingress('one', {
      rules: [
        {
          host: 'one.example.org',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'hello', port: { number: 80 } } } }],
          },
        },
      ],
    }),
  );
  await embedded.run({ limitSeconds: 10 });
  expect(embedded.failures()).toEqual([]);
  const status = (await cluster.get<Ingress>(kinds.Ingress, 'one', 'apps'))?.status;
  await embedded.stop();
  return status;
}

describe('the address of an Ingress', () => {
  it('is that of the published Service, ports left out', async () => {
    expect((await run('assumed', '192.168.88.60'))?.loadBalancer?.ingress).toEqual([{ ip: '192.168.88.60' }]);
  });

  it('stays empty while the Service has none, and while Traefik does not run', async () => {
    expect((await run('assumed'))?.loadBalancer?.ingress ?? []).toEqual([]);
    expect((await run('by-objects', '192.168.88.60'))?.loadBalancer?.ingress ?? []).toEqual([]);
  });

  const settings = (endpoint: string) =>
    readStaticConfiguration(['--providers.kubernetesingress', ...endpoint.split(' ').filter(Boolean)])
      .kubernetesIngress!;
  const prefix = '--providers.kubernetesingress.ingressendpoint';
  const service = (spec: object): Service =>
    ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'n' }, spec }) as Service;
  it.each([
    ['', undefined, { keep: true }],
    [`${prefix}.ip=10.0.0.1`, undefined, { ingress: [{ ip: '10.0.0.1' }] }],
    [
      `${prefix}.publishedservice=s`,
      undefined,
      { problem: "invalid publishedService format (expected 'namespace/service' format): s" },
    ],
    [`${prefix}.publishedservice=n/s`, undefined, { problem: 'missing service: n/s' }],
    [
      `${prefix}.publishedservice=n/s`,
      service({ type: 'ExternalName', externalName: 'x.lan' }),
      { ingress: [{ hostname: 'x.lan' }] },
    ],
    [
      `${prefix}.publishedservice=n/s`,
      service({ externalIPs: ['1.2.3.4'], ports: [{ port: 80, protocol: 'TCP' }] }),
      { ingress: [{ ip: '1.2.3.4', ports: [{ port: 80, protocol: 'TCP' }] }] },
    ],
    [
      `${prefix}.publishedservice=n/s`,
      service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }),
      { ingress: [] },
    ],
  ])('follows %j', (endpoint, found, expected) => {
    expect(ingressStatus(settings(endpoint), () => found, [])).toEqual(expected);
  });

  it('is compared without regard to order', () => {
    const ingress = { status: { loadBalancer: { ingress: [{ ip: 'b' }, { ip: 'a' }] } } } as unknown as Ingress;
    expect(hasStatus(ingress, [{ ip: 'a' }, { ip: 'b' }])).toBe(true);
    expect(hasStatus(ingress, [{ ip: 'a' }])).toBe(false);
  });
});
