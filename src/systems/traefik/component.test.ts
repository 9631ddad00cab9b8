import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { chart } from './chart.ts';
import { component } from './component.ts';

const compose = (ingress: Partial<LabInput['ingress']> = {}, input: Partial<LabInput> = {}) =>
  composePart(
    component,
    labDefinition.schema.parse({
      name: 'barn',
      repository: { url: 'https://git.example.org/barn.git' },
      network: { cidr: '10.0.0.0/24', trusted: ['10.0.0.0/16'] },
      nodes: [{ name: 'n1', address: '10.0.0.2' }],
      addresses: { pools: [{ name: 'all', addresses: ['10.0.0.8-10.0.0.9'] }] },
      certificates: { issuer: { type: 'internal-ca' }, domains: ['barn.example.org'] },
      ...input,
      ingress: { address: '10.0.0.8', dashboard: { address: '10.0.0.9', host: 'gate.barn.example.org' }, ...ingress },
    }),
  );

type Rendered = {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
};
const specOf = (object: ComposedObject) => (object.object as unknown as Rendered).spec;
const inFile = (parts: ReturnType<typeof compose>, file: string) =>
  [...parts.controller, ...parts.config].find((object) => object.file === file)!;

function install(parts: ReturnType<typeof compose>) {
  const { chart: reference, values } = specOf(inFile(parts, 'helmrelease.yaml')) as {
    chart: { spec: { version: string } };
    values: Values;
  };
  const rendering = chart.render({ name: 'traefik', namespace: 'traefik', version: reference.spec.version, values });
  expect({ error: rendering.error, unknown: rendering.unknown }).toEqual({ error: undefined, unknown: [] });
  const objects = rendering.objects as unknown as Rendered[];
  const workload = objects.find(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment')!;
  const template = workload.spec.template as {
    spec: {
      containers: { args: string[]; ports: { name: string; containerPort: number }[] }[];
      securityContext: unknown;
    };
  };
  const container = template.spec.containers[0]!;
  return {
    workload,
    pod: template.spec,
    args: container.args,
    podPorts: container.ports,
    service: objects.find(({ kind }) => kind === 'Service')!,
  };
}

describe.each(['33.2.1', '37.4.0', '41.3.0'])('Traefik of a lab, with chart %s', (version) => {
  const versions = { traefik: version };

  test('takes http and https at the gate, sends http on to https, and keeps the dashboard off it', () => {
    const { service, args } = install(compose({}, { versions }));
    expect(service.metadata.annotations).toEqual({ 'metallb.io/loadBalancerIPs': '10.0.0.8' });
    expect(service.spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    expect((service.spec.ports as { name: string; port: number }[]).map(({ name, port }) => `${name}:${port}`)).toEqual(
      ['web:80', 'websecure:443'],
    );
    expect(args).toContain('--entryPoints.web.http.redirections.entryPoint.to=:443');
    expect(args).toContain('--entryPoints.websecure.http.tls=true');
  });

  test('makes routes that name no entry point appear at the gate alone', () => {
    const { args } = install(compose({}, { versions }));
    expect(args.filter((arg) => arg.includes('.asDefault='))).toEqual([
      '--entryPoints.web.asDefault=true',
      '--entryPoints.websecure.asDefault=true',
    ]);
  });

  test('replaces the pods of a DaemonSet in a way the API server accepts', () => {
    const { workload } = install(compose({}, { versions }));
    expect(workload.kind).toBe('DaemonSet');
    expect(workload.spec.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
    });
  });

  test('runs as many replicas of a Deployment as asked for', () => {
    const { workload, pod } = install(compose({ kind: 'Deployment', replicas: 3 }, { versions }));
    expect(workload).toMatchObject({ kind: 'Deployment', spec: { replicas: 3 } });
    expect(pod).toMatchObject({ topologySpreadConstraints: [{ topologyKey: 'kubernetes.io/hostname' }] });
  });

  test('is admitted by the restricted profile of its namespace', () => {
    const parts = compose({}, { versions });
    expect(inFile(parts, 'namespace.yaml').object.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(install(parts).pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('takes addresses of both families', () => {
    const { service } = install(compose({ address: ['10.0.0.8', 'fd00::8'] }, { versions }));
    expect(service.metadata.annotations).toEqual({ 'metallb.io/loadBalancerIPs': '10.0.0.8,fd00::8' });
    expect(service.spec).toMatchObject({
      ipFamilyPolicy: 'RequireDualStack',
      ipFamilies: ['IPv4', 'IPv6'],
      externalTrafficPolicy: 'Local',
    });
  });

  test('opens entry points of the lab above the ports a process without privileges may take', () => {
    const entryPoints = { websecure: { port: 8443, tls: true }, mqtt: { port: 883 }, api: { port: 9443, tls: true } };
    const { service, podPorts, args } = install(compose({ entryPoints }, { versions }));
    expect((service.spec.ports as { name: string; port: number }[]).map(({ name, port }) => `${name}:${port}`)).toEqual(
      ['api:9443', 'mqtt:883', 'websecure:8443'],
    );
    const inside = Object.fromEntries(podPorts.map(({ name, containerPort }) => [name, containerPort]));
    expect(inside).toMatchObject({ api: 10000, mqtt: 10001, websecure: 8443, dashboard: 9443 });
    expect(new Set(Object.values(inside)).size).toBe(podPorts.length);
    expect(args).toContain('--entryPoints.api.http.tls=true');
    expect(args.filter((arg) => arg.includes('redirections'))).toEqual([]);
  });
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
