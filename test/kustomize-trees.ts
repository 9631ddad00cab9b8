import fc from 'fast-check';
import type { Json } from '../src/kube/object.ts';

/** Files by path: kustomizations on top of each other, and what they are of. The root folder is built. */
export type KustomizeTree = Readonly<Record<string, Json>>;

const name = fc.constantFrom('web', 'db', 'a-b', 'x');
const namespace = fc.constantFrom('lab', 'media', 'default');
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
const labels = fc.dictionary(label, text, { maxKeys: 2 });
const image = fc.constantFrom(
  'nginx',
  'nginx:1.27',
  'ghcr.io/me/app:v1',
  'host:5000/app',
  'app@sha256:abc',
  'nginx:1@sha256:def',
);
const some = <T>(value: fc.Arbitrary<T>, maxLength = 2) => fc.array(value, { maxLength });
/** Once in ten: what is refused where nothing fits it. */
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(value) });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

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

const object: fc.Arbitrary<Json> = fc.oneof(
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

const generated = fc.constantFrom('made', 'other');

const generator = fc.record(
  {
    name: generated,
    literals: some(fc.constantFrom('a=1', 'b="quoted"', "c='x'", 'd=')),
    namespace,
    options: fc.record({ disableNameSuffixHash: fc.boolean(), labels }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name'] },
);

const target = fc.record(
  { kind: fc.constantFrom('Deployment', 'Service', '.*Set', 'ConfigMap'), name },
  { requiredKeys: ['kind'] },
);

const patch = fc.oneof(
  fc.record({
    target,
    patch: fc.constantFrom(
      '- {op: add, path: /metadata/annotations, value: {patched: "yes"}}',
      '[{"op": "replace", "path": "/metadata/name", "value": "renamed"}]',
      '- op: remove\n  path: /spec',
    ),
  }),
  fc.record({
    target,
    patch: fc.constantFrom(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec:\n  template:\n    spec:\n      containers:\n        - name: side\n          image: added\n',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: any\n  labels: {app: patched}\n',
      'apiVersion: v1\nkind: Service\nmetadata: {name: any}\nspec:\n  ports:\n    - {name: http, port: 81, protocol: TCP}\n    - {port: 80, name: other}\n',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: main, $patch: delete}\n',
    ),
    options: maybe(fc.record({ allowNameChange: fc.boolean(), allowKindChange: fc.boolean() })),
  }),
);

const replacement = fc.record({
  source: fc.record({
    kind: fc.constantFrom('Service', 'Deployment', 'ConfigMap'),
    fieldPath: fc.constantFrom('metadata.name', 'metadata.namespace', 'spec.ports.0.port'),
  }),
  targets: fc.tuple(
    fc.record({
      select: target,
      fieldPaths: fc.constantFrom(
        ['metadata.annotations.copied'],
        ['spec.template.spec.containers.*.image'],
        ['data.copied'],
      ),
      options: maybe(fc.record({ create: fc.boolean() })),
    }),
  ),
});

const own = fc.record(
  {
    namespace,
    namePrefix: fc.constantFrom('p-', 'q-'),
    nameSuffix: fc.constantFrom('-s', '-t'),
    commonLabels: labels,
    labels: some(fc.record({ pairs: labels, includeSelectors: fc.boolean(), includeTemplates: fc.boolean() }), 1),
    commonAnnotations: labels,
    images: some(
      fc.record(
        {
          name: fc.constantFrom('nginx', 'ghcr.io/me/app', 'host:5000/app', 'app'),
          newName: fc.constantFrom('mirror/nginx', 'r:1/x'),
          newTag: fc.constantFrom('v2', '1.28'),
          digest: fc.constantFrom('sha256:123'),
        },
        { requiredKeys: ['name'] },
      ),
    ),
    replicas: seldom(fc.record({ name, count: fc.constantFrom(0, 2) })),
    configMapGenerator: fc.uniqueArray(generator, { maxLength: 2, selector: (each) => each.name }),
    secretGenerator: some(generator, 1),
    generatorOptions: fc.record({ disableNameSuffixHash: fc.boolean(), annotations: labels }, { requiredKeys: [] }),
    patches: some(patch),
    replacements: seldom(replacement),
    sortOptions: fc.constantFrom({ order: 'fifo' }, { order: 'legacy' }),
  },
  { requiredKeys: [] },
);

/** A folder: manifests beside a kustomization that lists them, after the folders below it. */
const folder = (at: string, below: readonly string[], component = false): fc.Arbitrary<KustomizeTree> =>
  fc.record({ objects: fc.array(object, { maxLength: 3 }), own }).map(({ objects, own: fields }) => {
    const kustomization = {
      ...(component && { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' }),
      ...(fields as Readonly<Record<string, Json>>),
      resources: [...below, ...objects.map((_, i) => `object-${i}.yaml`)],
    };
    const files = objects.map((each, i) => [`${at}object-${i}.yaml`, each] as const);
    return { [`${at}kustomization.yaml`]: kustomization, ...Object.fromEntries(files) };
  });

/** Trees of one to four folders: an overlay over bases, with a component. What an object is called is so once in a tree. */
export const kustomizeTree: fc.Arbitrary<KustomizeTree> = fc
  .record({ bases: fc.integer({ min: 0, max: 2 }), component: fc.boolean() })
  .chain(({ bases, component }) => {
    const names = ['one', 'two'].slice(0, bases);
    const folders = [
      folder('', names),
      ...names.map((base) => folder(`${base}/`, [])),
      ...(component ? [folder('part/', [], true)] : []),
    ];
    return fc.tuple(...folders).map((parts) => withoutTwins(Object.assign({}, ...parts), component));
  });

type Fields = Readonly<Record<string, Json>>;

function withoutTwins(tree: Record<string, Json>, component: boolean): KustomizeTree {
  const seen = new Set<string>();
  for (const [path, value] of Object.entries(tree)) {
    const fields = value as Fields;
    if (path.endsWith('kustomization.yaml')) continue;
    const key = `${String(fields.kind)}/${String((fields.metadata as Fields).name)}`;
    if (seen.has(key)) delete tree[path];
    seen.add(key);
  }
  for (const [path, value] of Object.entries(tree)) {
    if (!path.endsWith('kustomization.yaml')) continue;
    const at = path.slice(0, -'kustomization.yaml'.length);
    const fields = value as Fields;
    const listed = (fields.resources as readonly string[]).filter(
      (each) => !each.endsWith('.yaml') || at + each in tree,
    );
    const made = (list: 'configMapGenerator' | 'secretGenerator') =>
      ((fields[list] ?? []) as readonly Fields[]).filter(({ name: each }) => once(seen, `${list}/${String(each)}`));
    tree[path] = {
      ...fields,
      resources: listed,
      configMapGenerator: made('configMapGenerator'),
      secretGenerator: made('secretGenerator'),
      ...(component && at === '' && { components: ['part'] }),
    };
  }
  return tree;
}

function once(seen: Set<string>, key: string): boolean {
  const isNew = !seen.has(key);
  seen.add(key);
  return isNew;
}
