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

const own = { acme: { email: 'me@barn.example.org', volume: { longhorn: '128Mi' } }, dashboard: undefined };
const onNodes = { address: undefined, hostNetwork: { nodes: { edge: 'yes' } }, dashboard: undefined };

describe.each(['33.2.1', '37.4.0', '41.3.0'])('the gate of a lab as its owner wants it, with chart %s', (version) => {
  const versions = { traefik: version };

  test('has the ports of nodes, as root, and no Service', () => {
    const parts = compose(onNodes, { versions });
    const { pod, podPorts, workload, service } = install(parts);
    expect(service).toBeUndefined();
    expect(pod).toMatchObject({
      ...{ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet', nodeSelector: { edge: 'yes' } },
      securityContext: { runAsUser: 0, runAsGroup: 0, runAsNonRoot: false },
      containers: [{ securityContext: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } }],
    });
    expect(podPorts).toEqual(
      expect.arrayContaining([
        { name: 'web', containerPort: 80, protocol: 'TCP' },
        { name: 'websecure', containerPort: 443, protocol: 'TCP' },
      ]),
    );
    expect(workload.spec.updateStrategy).toMatchObject({ rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } });
    expect(inFile(parts, 'namespace.yaml').object.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'privileged',
    });
  });

  test('keeps certificates of its own on a volume that goes from pod to pod', () => {
    const { workload, pod, args } = install(compose(own, { versions }));
    expect(workload).toMatchObject({ kind: 'Deployment', spec: { replicas: 1 } });
    expect(workload.spec.strategy).toEqual({ type: 'Recreate' });
    expect(pod).toMatchObject({
      securityContext: { fsGroup: 65532, runAsUser: 65532, runAsNonRoot: true },
      initContainers: [{ name: 'volume-permissions', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      volumes: expect.arrayContaining([{ name: 'data', persistentVolumeClaim: { claimName: 'traefik' } }]),
    });
    const prefix = '--certificatesresolvers.letsencrypt.acme';
    expect(args).toEqual(
      expect.arrayContaining([
        `${prefix}.caServer=https://acme-staging-v02.api.letsencrypt.org/directory`,
        `${prefix}.email=me@barn.example.org`,
        `${prefix}.storage=/data/acme.json`,
        `${prefix}.tlsChallenge=true`,
      ]),
    );
  });

  test('believes proxies, and writes every request down', () => {
    const { args } = install(compose({ proxies: { networks: '10.8.0.0/24' }, accessLog: true }, { versions }));
    expect(args).toEqual(
      expect.arrayContaining([
        '--entryPoints.web.forwardedHeaders.trustedIPs=10.8.0.0/24',
        '--entryPoints.websecure.forwardedHeaders.trustedIPs=10.8.0.0/24',
        '--accesslog=true',
      ]),
    );
  });
});

test('a gate behind proxies that speak the PROXY protocol believes that, and no header', () => {
  const { args } = install(compose({ proxies: { networks: ['10.8.0.0/24'], protocol: 'proxy-protocol' } }));
  expect(args).toContain('--entryPoints.web.proxyProtocol.trustedIPs=10.8.0.0/24');
  expect(args.filter((arg) => arg.includes('forwardedHeaders'))).toEqual([]);
});

test('the TLS of a gate is an option of the name that Traefik looks for', () => {
  const ciphers = ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'];
  const { object } = inFile(
    compose({ tlsOptions: { minVersion: 1.2, ciphers, strict: true } }),
    'tlsoption-default.yaml',
  );
  expect(object).toMatchObject({
    metadata: { name: 'default', namespace: 'traefik' },
    spec: { minVersion: 'VersionTLS12', cipherSuites: ciphers, sniStrict: true },
  });
});

test('a resolver that proves names by DNS gets its token out of a Secret, which is never in the repository', () => {
  const acme = { ...own.acme, challenge: 'dns-cloudflare' as const, apiToken: { env: 'TOKEN' } };
  const parts = compose({ ...own, acme });
  expect(install(parts).pod).toMatchObject({
    containers: [{ env: expect.arrayContaining([expect.objectContaining({ name: 'CF_DNS_API_TOKEN' })]) }],
  });
  expect(parts.secrets).toMatchObject([{ namespace: 'traefik', name: 'cloudflare-api-token', from: { env: 'TOKEN' } }]);
});

test.each([
  ['neither an address nor the ports of nodes', { address: undefined }, 'is missing'],
  ['both', { hostNetwork: {} }, 'the gate has an address of its own and the ports of nodes'],
])('a gate with %s is refused', (_, ingress, message) => {
  expect(() => compose(ingress)).toThrow(message);
});
