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

describe('the status of the Gateway API', () => {
  const group = 'gateway.networking.k8s.io/v1';
  const arguments_ = ['--entryPoints.web.address=:8000/tcp', '--providers.kubernetesgateway'];

  async function statusOf(routeSpec: object): Promise<readonly unknown[]> {
    const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    const { cluster } = embedded;
    await cluster.create({ ...kinds.Namespace, metadata: { name: 'apps' } } as UnknownObject);
    for (const kind of ['GatewayClass', 'Gateway', 'HTTPRoute']) await cluster.create(openDefinition(kind));
    await cluster.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: 'apps' },
    });
    await cluster.create(readyTraefik(arguments_));
    const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
    await cluster.patch(kinds.Pod, 'traefik-1', 'apps', {
      type: 'merge',
      body: { status: ready },
      subresource: 'status',
    });
    embedded.addControllers(traefikControllers({ installed: 'by-objects' }));
    const create = (kind: string, spec: object) =>
      cluster.create({ apiVersion: group, kind, metadata: { name: 'main', namespace: 'apps' }, spec });
    await cluster.create({
      ...{ apiVersion: group, kind: 'GatewayClass', metadata: { name: 'traefik' } },
      spec: { controllerName: 'traefik.io/gateway-controller' },
    });
    await create('Gateway', {
      gatewayClassName: 'traefik',
      listeners: [{ name: 'web', port: 8000, protocol: 'HTTP' }],
    });
    await create('HTTPRoute', { parentRefs: [{ name: 'main' }], ...routeSpec });
    await embedded.run({ limitSeconds: 10 });
    expect(embedded.failures()).toEqual([]);
    type Status = {
      conditions?: object[];
      listeners?: { attachedRoutes: number }[];
      parents?: { conditions: object[] }[];
    };
    const get = async (kind: string, namespace?: string) =>
      (
        await cluster.get<UnknownObject & { status: Status }>(
          { apiVersion: group, kind },
          namespace ? 'main' : 'traefik',
          namespace,
        )
      )?.status;
    const [gatewayClass, gateway, route] = [
      await get('GatewayClass'),
      await get('Gateway', 'apps'),
      await get('HTTPRoute', 'apps'),
    ];
    await embedded.stop();
    return [
      gatewayClass?.conditions?.[0],
      gateway?.conditions?.[1],
      gateway?.listeners?.[0],
      ...(route?.parents?.[0]?.conditions ?? []),
    ];
  }

  it('tells who is accepted and how many routes are attached', async () => {
    expect(await statusOf({})).toMatchObject([
      { type: 'Accepted', status: 'True', message: 'Handled by Traefik controller' },
      { type: 'Programmed', status: 'True', message: 'Gateway successfully programmed' },
      { name: 'web', attachedRoutes: 1 },
      { type: 'Accepted', status: 'True', reason: 'Accepted' },
      { type: 'ResolvedRefs', status: 'True' },
    ]);
  });

  it('tells which backend is not there', async () => {
    const message = 'Cannot load HTTPBackendRef apps/gone: getting service: service "gone" not found';
    expect(await statusOf({ rules: [{ backendRefs: [{ name: 'gone', port: 80 }] }] })).toContainEqual(
      expect.objectContaining({ type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound', message }),
    );
  });
});

const openDefinition = (kind: string): UnknownObject => {
  const plural = kind === 'GatewayClass' ? 'gatewayclasses' : `${kind.toLowerCase()}s`;
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.gateway.networking.k8s.io` },
    spec: {
      group: 'gateway.networking.k8s.io',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      scope: kind === 'GatewayClass' ? 'Cluster' : 'Namespaced',
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema }, subresources: { status: {} } },
      ],
    },
  };
};

const readyTraefik = (args: readonly string[]): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'traefik-1', namespace: 'apps', labels: { 'app.kubernetes.io/name': 'traefik' } },
  spec: { containers: [{ name: 'traefik', image: 'traefik:v3.7.9', args }] },
});
