import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { chart } from './chart.ts';

const render = (values: Values, version = '41.3.0', name = 'traefik') =>
  chart.render({ name, namespace: 'edge', version, values });

describe('the Traefik chart', () => {
  test.each([
    ['32.1.0', false],
    ['33.0.0', true],
    ['v41.3.0', true],
    ['42.0.0', false],
  ])('%s is modelled: %s', (version, supported) => {
    expect(chart.supports(version)).toBe(supported);
  });

  test.each([
    [
      'a redirect to an entry point it does not have',
      { ports: { web: { http: { redirections: { entryPoint: { to: 'tls' } } } } } },
      'Cannot redirect web to tls: entryPoint not found',
    ],
    [
      'a redirect to TLS by another scheme',
      { ports: { web: { http: { redirections: { entryPoint: { to: 'websecure', scheme: 'http' } } } } } },
      'without setting scheme to https',
    ],
    ['no health check port', { ports: { traefik: null } }, 'you need to specify `deployment.healthchecksPort`'],
    [
      'the dashboard without the API',
      { api: { dashboard: false }, ingressRoute: { dashboard: { enabled: true } } },
      'without enabling api.dashboard',
    ],
    [
      'a host port of another number on the host network',
      { hostNetwork: true, ports: { web: { hostPort: 80 } } },
      'All hostPort must match',
    ],
    [
      'ACME on a DaemonSet',
      { deployment: { kind: 'DaemonSet' }, additionalArguments: ['--certificatesresolvers.x.acme.email=a'] },
      'ACME functionality is not supported',
    ],
    ['a port that is a text', { ports: { web: { port: '80' } } }, "at '/ports/web/port': got string, want integer"],
  ])('refuses %s', (_, values, text) => {
    const { error, objects } = render(values);
    expect(error).toContain(text);
    expect(objects).toEqual([]);
  });

  test.each([
    [
      'keys no model knows',
      { service: { additionalServices: { internal: {} } }, hub: { token: 'x' } },
      ['service.additionalServices', 'hub'],
    ],
    [
      'keys of ports',
      { ports: { web: { speed: 1, http: { sanitizePath: false } } } },
      ['ports.web.speed', 'ports.web.http.sanitizePath'],
    ],
    [
      'a provider that is off',
      { providers: { kubernetesIngress: { enabled: false } } },
      ['providers.kubernetesIngress.enabled'],
    ],
    ['keys that another major reads', { service: { type: 'ClusterIP' } }, ['service.type']],
    ['nothing', { ports: { web: { asDefault: true, forwardedHeaders: { insecure: true } } } }, []],
  ])('says of %s that it does not know what they change', (_, values, unknown) => {
    expect(render(values).unknown).toEqual(unknown);
  });

  test('does not know which Traefik a version installs that it was not compared with', () => {
    expect(render({}, '41.2.9').unknown).toEqual(['image.tag']);
    expect(render({ image: { tag: 'v3.7.0' } }, '41.2.9').unknown).toEqual([]);
  });

  test('names everything after a release of another name', () => {
    const names = render({}, '41.3.0', 'gate').objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names).toEqual([
      'ServiceAccount/gate-traefik',
      'ClusterRole/gate-traefik-edge',
      'ClusterRoleBinding/gate-traefik-edge',
      'Service/gate-traefik',
      'Deployment/gate-traefik',
      'IngressClass/gate-traefik',
    ]);
  });

  test('renders no workload for a kind it does not have, as helm does', () => {
    const kinds = render({ deployment: { kind: 'StatefulSet' } }).objects.map(({ kind }) => kind);
    expect(kinds).not.toContain('StatefulSet');
    expect(kinds).not.toContain('Deployment');
  });

  test.each(['33.2.1', '37.4.0', '41.3.0'])('%s brings the CRDs of its version', async (version) => {
    const crds = await chart.crds({ name: 'traefik', namespace: 'edge', version, values: {} });
    expect(crds.map(({ metadata }) => metadata.name)).toContain('ingressroutes.traefik.io');
    expect(crds).toHaveLength(10);
  });
});
