import fc from 'fast-check';
import type { Json } from '../src/kube/object.ts';

export const name = fc.constantFrom('web', 'db', 'a-b', 'x');
export const namespace = fc.constantFrom('lab', 'media', 'default');
const label = fc.constantFrom('app', 'tier', 'app.kubernetes.io/name');
const text = fc.constantFrom(
  'web',
  'true',
  '1',
  '0x1F',
  '1e3',
  'no',
  '',
  'two words',
  '~',
  '2026-01-01',
  'ü: x',
  '#no',
);
export const labels = fc.dictionary(label, text, { maxKeys: 2 });
const image = fc.constantFrom(
  'nginx',
  'nginx:1.27',
  'ghcr.io/me/app:v1',
  'host:5000/app',
  'app@sha256:abc',
  'nginx:1@sha256:def',
);
export const some = <T>(value: fc.Arbitrary<T>, maxLength = 2) => fc.array(value, { maxLength });

const metadata = fc.record({ name, namespace, labels, annotations: labels }, { requiredKeys: ['name'] });

const envFrom = fc.oneof(
  name.map((each) => ({ configMapRef: { name: each } })),
  name.map((each) => ({ secretRef: { name: each } })),
);

const container = fc.record(
  {
    name: fc.constantFrom('main', 'side'),
    image,
    args: some(fc.constantFrom('--x=$(VAR)', '$(VAR)', '$$(VAR)', 'plain')),
    envFrom: some(envFrom),
    ports: fc.uniqueArray(
      fc.record({ containerPort: fc.constantFrom(80, 8080), protocol: fc.constantFrom('TCP', 'UDP') }),
      { maxLength: 2, selector: (each) => `${each.containerPort}/${each.protocol}` },
    ),
  },
  { requiredKeys: ['name', 'image'] },
);

const volumes = some(
  fc.oneof(
    name.map((each) => ({ name: 'c', configMap: { name: each } })),
    name.map((each) => ({ name: 's', secret: { secretName: each } })),
    name.map((each) => ({ name: 'p', persistentVolumeClaim: { claimName: each } })),
  ),
);

const podSpec = fc.record(
  {
    containers: fc.uniqueArray(container, { minLength: 1, maxLength: 2, selector: (each) => each.name }),
    volumes,
    serviceAccountName: name,
  },
  { requiredKeys: ['containers'] },
);

const workload = (kind: string) =>
  fc.record({
    apiVersion: fc.constant('apps/v1'),
    kind: fc.constant(kind),
    metadata,
    spec: fc.record(
      {
        replicas: fc.constantFrom(1, 3),
        selector: labels.map((matchLabels) => ({ matchLabels })),
        template: fc.record({ metadata: fc.record({ labels }), spec: podSpec }),
      },
      { requiredKeys: ['selector', 'template'] },
    ),
  });

const plain = (apiVersion: string, kind: string, rest: fc.Arbitrary<Readonly<Record<string, Json>>>) =>
  fc
    .record({ metadata, rest })
    .map(({ metadata: given, rest: fields }) => ({ apiVersion, kind, metadata: given, ...fields }));

const subjects = some(
  fc.record({ kind: fc.constantFrom('ServiceAccount', 'User'), name: fc.constantFrom('default', 'web'), namespace }),
);

export const object: fc.Arbitrary<Json> = fc.oneof(
  workload('Deployment'),
  workload('StatefulSet'),
  workload('DaemonSet'),
  plain(
    'v1',
    'Service',
    labels.map((selector) => ({ spec: { selector, ports: [{ name: 'http', port: 80, protocol: 'TCP' }] } })),
  ),
  plain(
    'v1',
    'ConfigMap',
    labels.map((data) => ({ data })),
  ),
  plain(
    'v1',
    'Secret',
    labels.map((stringData) => ({ stringData })),
  ),
  plain(
    'v1',
    'ServiceAccount',
    some(name).map((names) => ({ secrets: names.map((each) => ({ name: each })) })),
  ),
  plain('v1', 'Namespace', fc.constant({})),
  plain('v1', 'PersistentVolumeClaim', fc.constant({ spec: { accessModes: ['ReadWriteOnce'] } })),
  plain(
    'networking.k8s.io/v1',
    'Ingress',
    name.map((each) => ({
      spec: {
        rules: [{ http: { paths: [{ path: '/', backend: { service: { name: each, port: { number: 80 } } } }] } }],
      },
    })),
  ),
  plain(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    fc.record({ subjects, role: name }).map(({ role, ...rest }) => ({
      ...rest,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
    })),
  ),
  plain('rbac.authorization.k8s.io/v1', 'Role', fc.constant({ rules: [] })),
  plain(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    name.map((each) => ({ spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: each } } })),
  ),
  plain(
    'example.org/v1',
    'Widget',
    labels.map((spec) => ({ spec })),
  ),
);
