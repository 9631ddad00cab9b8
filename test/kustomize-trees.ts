import fc from 'fast-check';
import type { Json } from '../src/kube/object.ts';
import { labels, name, namespace, object, some } from './kustomize-objects.ts';

/** Files by path: kustomizations on top of each other, and what they are of. The root folder is built. */
export type KustomizeTree = Readonly<Record<string, Json>>;
/** Once in ten: what is refused where nothing fits it. */
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(value) });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

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

const patch = fc
  .oneof(
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
    // What a generated object is called that became one of another kind is upstream's own secret: its hash is of more than is printed.
  )
  .filter((each) => !('options' in each && each.options?.allowKindChange === true && each.target.kind === 'ConfigMap'));

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
