import { describe, expect, test } from 'vitest';
import { compose, inFile, install } from './test-component.ts';

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
