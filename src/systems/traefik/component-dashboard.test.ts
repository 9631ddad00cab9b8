import { describe, expect, test } from 'vitest';
import { compose, inFile, install, specOf } from './test-component.ts';

describe.each(['33.2.1', '37.4.0', '41.3.0'])('the dashboard on the entry point of chart %s', (version) => {
  const address = '10.0.0.9';
  const host = 'gate.barn.example.org';
  const parts = compose(
    { dashboard: { address, host, entryPoint: 'traefik', port: 9000 } },
    { versions: { traefik: version } },
  );

  test('is reached in clear, by a Service of its own that leads there', () => {
    const { args, podPorts, service } = install(parts);
    expect(args).toContain('--entryPoints.traefik.address=:9000/tcp');
    expect(args.filter((arg) => /^--entryPoints\.dashboard\./.test(arg))).toEqual([]);
    expect(podPorts.find(({ name }) => name === 'traefik')).toMatchObject({ containerPort: 9000 });
    expect((service.spec.ports as { name: string }[]).map(({ name }) => name)).not.toContain('traefik');
    expect(specOf(inFile(parts, 'service-dashboard.yaml'))).toMatchObject({
      externalTrafficPolicy: 'Local',
      ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'traefik' }],
    });
  });

  test('lets in the trusted networks alone, and speaks no TLS', () => {
    const route = specOf(inFile(parts, 'ingressroute-dashboard.yaml'));
    expect(route).toMatchObject({
      entryPoints: ['traefik'],
      routes: [{ match: `Host(\`${host}\`)`, middlewares: [{ name: 'dashboard-trusted' }] }],
    });
    expect(route).not.toHaveProperty('tls');
  });
});

test.each([
  [{ host: 'gate', entryPoint: 'traefik' }, 'the gate does not expose the entry point traefik'],
  [{ host: 'gate', address: '10.0.0.9', port: 9000 }, 'the port is that of the entry point traefik'],
] as const)('a dashboard %o is refused', (dashboard, message) => {
  expect(() => compose({ dashboard })).toThrow(message);
});

describe('the dashboard of a lab', () => {
  test('answers on an address of its own, through an entry point that the gate does not have', () => {
    const parts = compose();
    const { podPorts } = install(parts);
    const service = inFile(parts, 'service-dashboard.yaml');
    expect(service.object.metadata.annotations).toEqual({ 'metallb.io/loadBalancerIPs': '10.0.0.9' });
    expect(specOf(service)).toMatchObject({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      ports: [{ port: 443, targetPort: 'dashboard' }],
    });
    expect(podPorts.map(({ name }) => name)).toContain('dashboard');
    expect(specOf(inFile(parts, 'ingressroute-dashboard.yaml'))).toMatchObject({
      entryPoints: ['dashboard'],
      routes: [{ match: 'Host(`gate.barn.example.org`)', middlewares: [{ name: 'dashboard-trusted' }] }],
      tls: {},
    });
  });

  test('finds the pods by the labels the chart gives them', () => {
    const parts = compose();
    const { workload } = install(parts);
    const { selector } = specOf(inFile(parts, 'service-dashboard.yaml'));
    expect((workload.spec.selector as { matchLabels: unknown }).matchLabels).toEqual(selector);
  });

  test.each([
    ['the networks of its own', { trusted: ['10.7.0.0/16'] }, ['10.0.0.0/16'], ['10.7.0.0/16']],
    ['the networks of the lab', {}, ['10.0.0.0/16'], ['10.0.0.0/16']],
    ['the node network where none is trusted', {}, [], ['10.0.0.0/24']],
  ])('lets in %s', (_, settings, trusted, allowed) => {
    const dashboard = { address: '10.0.0.9', host: 'gate.barn.example.org', ...settings };
    const parts = compose({ dashboard }, { network: { cidr: '10.0.0.0/24', trusted } });
    expect(specOf(inFile(parts, 'middleware-dashboard-trusted.yaml'))).toEqual({
      ipAllowList: { sourceRange: allowed },
    });
  });

  test('stands on the gate where it has no address of its own, behind its networks and the login', () => {
    const host = 'gate.barn.example.org';
    const dashboard = { host, access: { networks: 'trusted' as const, group: 'admins' } };
    const login = { authelia: { host: 'auth.barn.example.org', groups: { admins: 'two-factor' as const } } };
    const parts = compose({ dashboard }, { login });
    expect(install(parts).podPorts.map(({ name }) => name)).not.toContain('dashboard');
    expect(parts.config.map(({ file }) => file)).toEqual([
      'middleware-dashboard-trusted.yaml',
      'middleware-login.yaml',
      'ingressroute-dashboard.yaml',
    ]);
    expect(specOf(inFile(parts, 'ingressroute-dashboard.yaml'))).toMatchObject({
      entryPoints: ['websecure'],
      routes: [{ match: `Host(\`${host}\`)`, middlewares: [{ name: 'dashboard-trusted' }, { name: 'login' }] }],
    });
  });

  test('is left out where the lab has none', () => {
    expect(compose({ dashboard: undefined }).config).toEqual([]);
  });

  test('takes another entry point where the lab has one of that name', () => {
    const entryPoints = { web: { port: 80 }, websecure: { port: 443, tls: true }, dashboard: { port: 3000 } };
    const parts = compose({ entryPoints });
    expect(install(parts).podPorts.map(({ name }) => name)).toContain('gate-dashboard');
    expect(specOf(inFile(parts, 'ingressroute-dashboard.yaml')).entryPoints).toEqual(['gate-dashboard']);
  });
});
