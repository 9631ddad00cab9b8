import { describe, expect, test } from 'vitest';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { component } from './component.ts';

type AppInput = NonNullable<LabInput['apps']>[number];

const objectsOf = (app: Partial<AppInput> = {}, input: Partial<LabInput> = {}) => {
  const lab = labDefinition.schema.parse({
    name: 'barn',
    repository: { url: 'https://git.example.org/barn.git' },
    network: { cidr: '10.0.0.0/24', trusted: ['10.0.0.0/16'] },
    nodes: [{ name: 'n1', address: '10.0.0.2' }],
    addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
    ingress: { address: '10.0.0.9' },
    certificates: { issuer: { type: 'internal-ca' }, domains: ['*.barn.example.org'] },
    apps: [{ name: 'hay', image: 'example.org/hay:1', hosts: ['hay.barn.example.org'], ...app }],
    ...input,
  });
  const { objects } = composePart(component, lab).apps[0]!;
  return new Map(objects.map(({ file, object }) => [file, object as unknown as Loose]));
};

type Loose = {
  kind: string;
  metadata: { name: string; namespace: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
};

describe('an app of a lab', () => {
  test('has a namespace, a workload, a service and a route of its own', () => {
    const objects = objectsOf();
    expect([...objects.keys()]).toEqual(['namespace.yaml', 'deployment.yaml', 'service.yaml', 'ingressroute.yaml']);
    expect(objects.get('namespace.yaml')!.metadata.name).toBe('hay');
    expect([...objects.values()].slice(1).map(({ metadata }) => metadata.namespace)).toEqual(['hay', 'hay', 'hay']);
  });

  test('runs as its image comes: with its user, its capabilities and a root file system it can write to', () => {
    const objects = objectsOf();
    expect(objects.get('namespace.yaml')!.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
    const { spec: pod } = objects.get('deployment.yaml')!.spec.template as {
      spec: { securityContext: unknown; volumes?: unknown; containers: Record<string, unknown>[] };
    };
    expect(pod.securityContext).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.containers[0]!.securityContext).toBeUndefined();
    expect(pod.volumes).toBeUndefined();
  });

  test('may write to the folders it names, and to /tmp when its root is read-only', () => {
    const volumesOf = (app: Partial<AppInput>) => {
      const { spec: pod } = objectsOf(app).get('deployment.yaml')!.spec.template as {
        spec: { volumes: { name: string }[]; containers: { volumeMounts: { name: string; mountPath: string }[] }[] };
      };
      const mounts = pod.containers[0]!.volumeMounts;
      expect(mounts.map(({ name }) => name)).toEqual(pod.volumes.map(({ name }) => name));
      return mounts.map(({ mountPath }) => mountPath);
    };
    expect(volumesOf({ writable: ['/data/', '/run'] })).toEqual(['/data', '/run']);
    expect(volumesOf({ readOnlyRoot: true, writable: ['/data'] })).toEqual(['/tmp', '/data']);
    expect(volumesOf({ readOnlyRoot: true, writable: ['/tmp'] })).toEqual(['/tmp']);
  });

  test.each([
    [{ user: 0 }, 'baseline'],
    [{ user: 1000 }, 'restricted'],
  ])('with %j is under the %s profile', (app, level) => {
    expect(objectsOf(app).get('namespace.yaml')!.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': level,
    });
  });

  test('tolerates the taints of the nodes when every node has one, and else none', () => {
    const tolerationsOf = (input: Partial<LabInput>) =>
      (objectsOf({}, input).get('deployment.yaml')!.spec.template as { spec: { tolerations?: unknown } }).spec
        .tolerations;
    const controlPlane = { name: 'n1', address: '10.0.0.2', role: 'control-plane' as const };
    const toleration = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };
    expect(tolerationsOf({ distribution: 'talos', nodes: [controlPlane] })).toEqual([toleration]);
    expect(tolerationsOf({ distribution: 'k3s', nodes: [controlPlane] })).toBeUndefined();
    const talos = { distribution: 'talos' as const, nodes: [controlPlane] };
    expect(tolerationsOf({ ...talos, allowSchedulingOnControlPlanes: true })).toBeUndefined();
    expect(tolerationsOf({ ...talos, nodes: [controlPlane, { name: 'n2', address: '10.0.0.3' }] })).toBeUndefined();
  });

  test('with a user of its own runs under the restricted profile, which its namespace enforces', () => {
    const objects = objectsOf({ user: 65532, readOnlyRoot: true });
    expect(objects.get('namespace.yaml')!.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    const { spec: pod } = objects.get('deployment.yaml')!.spec.template as { spec: { containers: unknown[] } };
    expect(pod).toMatchObject({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
    expect(pod.containers).toMatchObject([
      {
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ]);
  });

  test('passes arguments and environment to the container', () => {
    const { template } = objectsOf({ args: ['--port=9'], env: { B: '2', A: '1' }, port: 9000 }).get('deployment.yaml')!
      .spec as {
      template: { spec: { containers: unknown[] } };
    };
    expect(template.spec.containers).toMatchObject([
      {
        args: ['--port=9'],
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        ports: [{ containerPort: 9000 }],
      },
    ]);
  });

  test.each([
    [{ hosts: ['a.example.org'] }, 'Host(`a.example.org`)'],
    [{ hosts: ['a.example.org', 'b.example.org'] }, 'Host(`a.example.org`) || Host(`b.example.org`)'],
    [{ hosts: ['a.example.org'], path: '/x' }, 'Host(`a.example.org`) && PathPrefix(`/x`)'],
    [
      { hosts: ['a.example.org', 'b.example.org'], path: '/x' },
      '(Host(`a.example.org`) || Host(`b.example.org`)) && PathPrefix(`/x`)',
    ],
  ])('with %j is matched by %s', (app, match) => {
    expect(objectsOf(app).get('ingressroute.yaml')!.spec.routes).toMatchObject([{ match }]);
  });

  test('is served over https at the entry points that speak it, or over http at the others', () => {
    expect(objectsOf().get('ingressroute.yaml')!.spec).toMatchObject({ entryPoints: ['websecure'], tls: {} });
    const plain = objectsOf({ tls: false }).get('ingressroute.yaml')!.spec;
    expect(plain.entryPoints).toEqual(['web']);
    expect(plain.tls).toBeUndefined();
  });

  test('has an Ingress instead when asked for, with the same decisions', () => {
    const objects = objectsOf({
      route: 'Ingress',
      access: 'trusted',
      path: '/x',
      hosts: ['a.example.org', 'b.example.org'],
    });
    const { metadata, spec } = objects.get('ingress.yaml')!;
    expect(metadata.annotations).toEqual({
      'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
      'traefik.ingress.kubernetes.io/router.middlewares': 'hay-allowed-clients@kubernetescrd',
      'traefik.ingress.kubernetes.io/router.tls': 'true',
    });
    expect(spec).toMatchObject({
      ingressClassName: 'traefik',
      rules: [{ host: 'a.example.org' }, { host: 'b.example.org' }],
    });
    expect(objects.get('middleware.yaml')!.metadata.name).toBe('allowed-clients');
  });

  test.each([
    ['the trusted networks', 'trusted' as const, ['10.0.0.0/16']],
    ['the networks it names', ['10.7.0.0/16'], ['10.7.0.0/16']],
  ])('lets in %s only', (_, access, allowed) => {
    const objects = objectsOf({ access });
    expect(objects.get('middleware.yaml')!.spec).toEqual({ ipAllowList: { sourceRange: allowed } });
    expect(objects.get('ingressroute.yaml')!.spec.routes).toMatchObject([
      { middlewares: [{ name: 'allowed-clients' }] },
    ]);
  });

  test('with an address of its own asks for it, and keeps others out there as well', () => {
    const { metadata, spec } = objectsOf({
      service: { type: 'LoadBalancer', address: '10.0.0.9' },
      access: 'trusted',
    }).get('service.yaml')!;
    expect(metadata.annotations).toEqual({ 'metallb.io/loadBalancerIPs': '10.0.0.9' });
    expect(spec).toMatchObject({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: ['10.0.0.0/16'],
    });
    expect(objectsOf({ service: { type: 'LoadBalancer' } }).get('service.yaml')!.metadata.annotations).toBeUndefined();
  });

  test('named as a namespace of the platform stays out of it', () => {
    expect(objectsOf({ name: 'traefik' }).get('namespace.yaml')!.metadata.name).toBe('traefik-app');
  });

  test('with several replicas spreads them over the nodes', () => {
    const podOf = (replicas: number) =>
      (objectsOf({ replicas }).get('deployment.yaml')!.spec.template as { spec: Record<string, unknown> }).spec;
    expect(podOf(2).topologySpreadConstraints).toMatchObject([{ topologyKey: 'kubernetes.io/hostname' }]);
    expect(podOf(1).topologySpreadConstraints).toBeUndefined();
  });
});
