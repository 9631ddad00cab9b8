import { describe, expect, test } from 'vitest';
import type { ComposedSystem } from '../../compose/composed-object.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { component } from './component.ts';

type AppInput = NonNullable<LabInput['apps']>[number];

const compose = (apps: readonly Partial<AppInput>[], input: Partial<LabInput> = {}): ComposedSystem =>
  composePart(
    component,
    labDefinition.schema.parse({
      name: 'barn',
      domain: 'barn.example.org',
      network: { cidr: '10.0.0.0/24' },
      nodes: [{ name: 'n1', address: '10.0.0.2' }],
      ingress: { address: '10.0.0.9' },
      apps: apps.map((app, i) => ({ name: `app-${i}`, ...(!app.chart && { image: 'example.org/hay:1' }), ...app })),
      ...input,
    }),
  );

const objectsOf = (app: Partial<AppInput>, input?: Partial<LabInput>): Map<string, Loose> =>
  new Map(compose([app], input).apps[0]!.objects.map(({ file, object }) => [file, object as Loose]));

type Loose = UnknownObject & { readonly spec: Record<string, unknown>; readonly data?: unknown };

const podOf = (app: Partial<AppInput>) =>
  (objectsOf(app).get('deployment.yaml')!.spec.template as { spec: Record<string, unknown> }).spec;
const containerOf = (app: Partial<AppInput>) => (podOf(app).containers as Record<string, unknown>[])[0]!;
const levelOf = (app: Partial<AppInput>) =>
  objectsOf(app).get('namespace.yaml')!.metadata.labels?.['pod-security.kubernetes.io/enforce'];

describe('ports', () => {
  test('each has its name in the container and in the Service; http is served on 80, the others on their own', () => {
    const app: Partial<AppInput> = { ports: { dns: { port: 53, protocol: 'UDP' }, http: 8096 } };
    expect(containerOf(app).ports).toEqual([
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'http', containerPort: 8096, protocol: 'TCP' },
    ]);
    expect(objectsOf(app).get('service.yaml')!.spec.ports).toEqual([
      { name: 'dns', port: 53, protocol: 'UDP', targetPort: 'dns' },
      { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
    ]);
  });

  test('none at all means no Service, no route and no probe', () => {
    expect([...objectsOf({ ports: {} }).keys()]).toEqual(['namespace.yaml', 'deployment.yaml']);
    expect(containerOf({ ports: {} }).readinessProbe).toBeUndefined();
  });

  test('the Service port may be another', () => {
    const { spec } = objectsOf({ service: { port: 8080 } }).get('service.yaml')!;
    expect(spec.ports).toMatchObject([{ port: 8080, targetPort: 'http' }]);
    expect(objectsOf({ service: { port: 8080 } }).get('ingressroute.yaml')!.spec.routes).toMatchObject([
      { services: [{ port: 8080 }] },
    ]);
  });
});

describe('probes', () => {
  test.each<[AppInput['probe'], unknown, unknown]>([
    [undefined, { tcpSocket: { port: 'http' }, periodSeconds: 5 }, undefined],
    ['/healthz', { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 }, undefined],
    ['none', undefined, undefined],
    [
      { path: '/', period: 10, timeout: 2, live: true },
      { httpGet: { path: '/', port: 'http' }, periodSeconds: 10, timeoutSeconds: 2 },
      { httpGet: { path: '/', port: 'http' }, periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 9 },
    ],
  ])('%j', (probe, ready, live) => {
    const { readinessProbe, livenessProbe } = containerOf({ probe });
    expect([readinessProbe, livenessProbe]).toEqual([ready, live]);
  });
});

describe('volumes', () => {
  test('a size alone is a claim of the usual class, which one pod at a time may hold', () => {
    const objects = objectsOf({ volumes: { '/config': '5Gi' } });
    expect(objects.get('claim-config.yaml')!.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '5Gi' } },
    });
    expect(objects.get('deployment.yaml')!.spec.strategy).toEqual({ type: 'Recreate' });
    expect(podOf({ volumes: { '/config': '5Gi' } }).volumes).toEqual([
      { name: 'volume-config', persistentVolumeClaim: { claimName: 'app-0-config' } },
    ]);
  });

  test.each<[string, NonNullable<AppInput['volumes']>[string], unknown, string | undefined]>([
    [
      'an NFS folder',
      { nfs: 'nas:/mnt/m', readOnly: true },
      { nfs: { server: 'nas', path: '/mnt/m', readOnly: true } },
      'baseline',
    ],
    ['memory', { emptyDir: 'memory' }, { emptyDir: { medium: 'Memory' } }, 'restricted'],
    ['space on the node', { emptyDir: '1Gi' }, { emptyDir: { sizeLimit: '1Gi' } }, 'restricted'],
    ['a folder of the node', { hostPath: '/dev/dri' }, { hostPath: { path: '/dev/dri' } }, 'privileged'],
    ['files', { configMap: { 'a.conf': 'x' } }, { configMap: { name: 'app-0-x' } }, 'restricted'],
    ['a secret', { secret: { env: 'X' } }, { secret: { secretName: 'app-0-x' } }, 'restricted'],
    [
      'a shared volume',
      { size: '1Gi', shared: true },
      { persistentVolumeClaim: { claimName: 'app-0-x' } },
      'restricted',
    ],
  ])('%s is mounted, and its namespace lets it', (_, volume, source, level) => {
    const app: Partial<AppInput> = { user: 1000, volumes: { '/x': volume } };
    expect(podOf(app).volumes).toEqual([{ name: 'volume-x', ...(source as object) }]);
    expect(levelOf(app)).toBe(level);
    expect(objectsOf(app).get('deployment.yaml')!.spec.strategy).toBeUndefined();
  });

  test('folders whose names come to the same are told apart', () => {
    const volumes = { '/a/b': { emptyDir: 'memory' as const }, '/a-b': { emptyDir: 'memory' as const } };
    expect((podOf({ volumes }).volumes as { name: string }[]).map(({ name }) => name)).toEqual([
      'volume-a-b',
      'volume-a-b-1',
    ]);
  });
});

test('secrets are referred to, never shown', () => {
  const app: Partial<AppInput> = {
    secretEnv: { KEY: { env: 'MY_KEY' }, OTHER: { sops: 'apps/x.sops.yaml', key: 'o' } },
  };
  expect(containerOf(app).env).toEqual([
    { name: 'KEY', valueFrom: { secretKeyRef: { name: 'app-0-hand', key: 'KEY' } } },
    { name: 'OTHER', valueFrom: { secretKeyRef: { name: 'app-0-x', key: 'o' } } },
  ]);
  const { secrets, apps } = compose([app]);
  expect(secrets).toMatchObject([
    { namespace: 'app-0', name: 'app-0-hand', key: 'KEY', from: { env: 'MY_KEY' } },
    { namespace: 'app-0', name: 'app-0-x', key: 'o', from: { sops: 'apps/x.sops.yaml' } },
  ]);
  expect(apps[0]!.encrypted).toEqual(['apps/x.sops.yaml']);
});

test.each([
  ['a size, of the class that the lab gives', '1Gi', 'longhorn'],
  ['a class and a size', { fast: '1Gi' }, 'fast'],
  ['a size and its class', { size: '1Gi', class: 'fast' }, 'fast'],
])('a volume is %s', (_, volume, storageClassName) => {
  const app: Partial<AppInput> = { volumes: { '/data': volume } as AppInput['volumes'] };
  const { apps } = compose([app], { storage: { longhorn: {} } });
  const objects = apps[0]!.objects.map(({ object }) => object as Loose);
  expect(objects.find(({ kind }) => kind === 'PersistentVolumeClaim')?.spec).toMatchObject({
    ...{ storageClassName, accessModes: ['ReadWriteOnce'] },
    resources: { requests: { storage: '1Gi' } },
  });
  expect(objects.find(({ kind }) => kind === 'Deployment')?.spec).toMatchObject({ strategy: { type: 'Recreate' } });
});

describe('a namespace of several apps', () => {
  test('is made once, under the level that all of them pass', () => {
    const { apps } = compose([
      { namespace: 'media', user: 1000 },
      { namespace: 'media', volumes: { '/dev': { hostPath: '/dev' } } },
    ]);
    const spaces = apps.flatMap(({ name, objects }) =>
      objects
        .filter(({ object }) => object.kind === 'Namespace')
        .map(({ file, object }) => [name, file, object.metadata]),
    );
    expect(spaces).toMatchObject([
      ['namespaces', 'media.yaml', { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }],
    ]);
  });

  test('keeps what belongs to one of them under its name', () => {
    const { apps } = compose([{ namespace: 'media', access: 'lan' }, { namespace: 'media' }]);
    const names = apps.flatMap(({ objects }) => objects.map(({ object }) => `${object.kind}/${object.metadata.name}`));
    expect(names).toContain('Middleware/app-0-allowed-clients');
  });

  test('that is in every cluster is not made', () => {
    expect([...objectsOf({ namespace: 'default' }).keys()]).not.toContain('namespace.yaml');
  });
});

test('names with paths of their own and middlewares are in one route', () => {
  const app: Partial<AppInput> = {
    hosts: ['a', { host: 'b', path: '/x' }],
    middlewares: ['headers', 'shared/compress'],
    access: 'lan',
  };
  const rules = objectsOf(app).get('ingressroute.yaml')!.spec.routes as { match: string; middlewares: unknown }[];
  expect(rules.map(({ match }) => match)).toEqual([
    'Host(`a.barn.example.org`)',
    'Host(`b.barn.example.org`) && PathPrefix(`/x`)',
  ]);
  expect(rules[1]!.middlewares).toEqual([
    { name: 'allowed-clients' },
    { name: 'headers' },
    { name: 'compress', namespace: 'shared' },
  ]);
  const { metadata } = objectsOf({ ...app, route: 'Ingress' }).get('ingress.yaml')!;
  expect(metadata.annotations?.['traefik.ingress.kubernetes.io/router.middlewares']).toBe(
    'app-0-allowed-clients@kubernetescrd,app-0-headers@kubernetescrd,shared-compress@kubernetescrd',
  );
});

test('a chart is a release with a source of its own, and routes lead to its Service', () => {
  const chart = { repository: 'https://charts.example.org', name: 'hay', version: '1.2.3', values: { z: 1, a: 2 } };
  const repository = { url: 'https://git.example.org/barn.git' };
  const { sources, apps } = compose([{ chart: { ...chart, service: 'hay-web' }, service: { port: 8080 } }], {
    repository,
  });
  expect(sources.map(({ object }) => object)).toMatchObject([{ spec: { url: 'https://charts.example.org' } }]);
  const objects = apps[0]!.objects.map(({ object }) => object as Loose);
  expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'HelmRelease', 'IngressRoute']);
  expect(Object.keys(objects[1]!.spec.values as object)).toEqual(['z', 'a']);
  expect(objects[2]!.spec.routes).toMatchObject([{ services: [{ name: 'hay-web', port: 8080 }] }]);
});
