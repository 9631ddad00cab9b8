import type { Problem, RuleInput } from '../../check/rule.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { isBootstrapped, isNotAsked, makersOf } from './rule-makers.ts';
import { type Workload, workloadsOf } from './rule-workloads.ts';

type Path = readonly (string | number)[];

/** Kinds of what pods need before they start. */
export type NeededKind = 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret';

/** A name that a pod's spec gives for something it needs. */
interface Reference {
  readonly kind: NeededKind;
  readonly name: string;
  readonly path: Path;
  /** The keys of it that are asked for. */
  readonly keys: readonly { readonly key: string; readonly path: Path }[];
}

/** Fields of the parts of a pod's spec that name something. */
interface Named {
  readonly name?: string;
  readonly secretName?: string;
  readonly claimName?: string;
  readonly optional?: boolean;
  readonly key?: string;
  readonly items?: readonly { readonly key?: string }[] | null;
}

interface VolumeView {
  readonly configMap?: Named;
  readonly secret?: Named;
  readonly persistentVolumeClaim?: Named;
  readonly projected?: { readonly sources?: readonly VolumeView[] | null };
}

interface ContainerView {
  readonly envFrom?: readonly { readonly configMapRef?: Named; readonly secretRef?: Named }[] | null;
  readonly env?:
    | readonly { readonly valueFrom?: { readonly configMapKeyRef?: Named; readonly secretKeyRef?: Named } }[]
    | null;
}

interface PodView {
  readonly volumes?: readonly VolumeView[] | null;
  readonly containers?: readonly ContainerView[] | null;
  readonly initContainers?: readonly ContainerView[] | null;
}

const needed = (kind: NeededKind, of: Named | undefined, path: Path, field = 'name'): readonly Reference[] => {
  const name = of?.[field as 'name'];
  if (typeof name !== 'string' || of?.optional === true) return [];
  return [{ kind, name, path: [...path, field], keys: keysAsked(of, path) }];
};

function keysAsked(of: Named | undefined, path: Path): Reference['keys'] {
  const items = (of?.items ?? []).map(({ key }, index) => ({ key, path: [...path, 'items', index, 'key'] }));
  return [{ key: of?.key, path: [...path, 'key'] }, ...items].flatMap(({ key, path: at }) =>
    typeof key === 'string' ? [{ key, path: at }] : [],
  );
}

const volumeReferences = (volume: VolumeView, path: Path): readonly Reference[] => [
  ...needed('ConfigMap', volume.configMap, [...path, 'configMap']),
  ...needed(
    'Secret',
    volume.secret,
    [...path, 'secret'],
    volume.secret?.secretName === undefined ? 'name' : 'secretName',
  ),
  ...needed('PersistentVolumeClaim', volume.persistentVolumeClaim, [...path, 'persistentVolumeClaim'], 'claimName'),
  ...(volume.projected?.sources ?? []).flatMap((source, index) =>
    volumeReferences(source, [...path, 'projected', 'sources', index]),
  ),
];

const containerReferences = ({ envFrom, env }: ContainerView, path: Path): readonly Reference[] => [
  ...(envFrom ?? []).flatMap(({ configMapRef, secretRef }, index) => [
    ...needed('ConfigMap', configMapRef, [...path, 'envFrom', index, 'configMapRef']),
    ...needed('Secret', secretRef, [...path, 'envFrom', index, 'secretRef']),
  ]),
  ...(env ?? []).flatMap(({ valueFrom }, index) => [
    ...needed('ConfigMap', valueFrom?.configMapKeyRef, [...path, 'env', index, 'valueFrom', 'configMapKeyRef']),
    ...needed('Secret', valueFrom?.secretKeyRef, [...path, 'env', index, 'valueFrom', 'secretKeyRef']),
  ]),
];

function referencesOf({ spec, path }: Workload): readonly Reference[] {
  const { volumes, containers, initContainers } = spec as unknown as PodView;
  return [
    ...(volumes ?? []).flatMap((volume, index) => volumeReferences(volume, [...path, 'volumes', index])),
    ...(initContainers ?? []).flatMap((each, index) => containerReferences(each, [...path, 'initContainers', index])),
    ...(containers ?? []).flatMap((each, index) => containerReferences(each, [...path, 'containers', index])),
  ];
}

/** Things of a kind that pods need and that nothing makes: each once a workload, at the first field that names it. */
export function missingOf(
  input: RuleInput,
  kind: NeededKind,
  say: (name: string, namespace: string) => Pick<Problem, 'message' | 'hint'>,
): readonly Problem[] {
  const { mayMake } = makersOf(input);
  return workloadsOf(input).flatMap((workload) => {
    const { on, namespace } = workload;
    if (isNotAsked(on)) return [];
    const seen = new Set<string>();
    return referencesOf(workload).flatMap(({ kind: of, name, path }): readonly Problem[] => {
      if (of !== kind || seen.has(name) || isBootstrapped(namespace, name) || mayMake(kind, name, namespace)) return [];
      seen.add(name);
      return [{ on, path, ...say(name, namespace) }];
    });
  });
}

/** Keys that pods ask for of a ConfigMap or Secret among the files that has others: each once a workload. Nothing of what may get more keys. */
export function missingKeysOf(
  input: RuleInput,
  say: (
    asked: { readonly kind: NeededKind; readonly name: string; readonly key: string },
    keys: readonly string[],
  ) => Pick<Problem, 'message' | 'hint'>,
): readonly Problem[] {
  const { mayChange } = makersOf(input);
  return workloadsOf(input).flatMap((workload) => {
    const { on, namespace } = workload;
    if (isNotAsked(on)) return [];
    return referencesOf(workload).flatMap(({ kind, name, keys: asked }): readonly Problem[] => {
      const keys = asked.length === 0 || mayChange(name, namespace) ? undefined : keysOf(input, kind, name, namespace);
      if (keys === undefined) return [];
      const lacking = asked.filter(({ key }) => !keys.includes(key) && !key.includes('$'));
      return lacking.map(({ key, path }) => ({ on, path, ...say({ kind, name, key }, keys) }));
    });
  });
}

/** Keys of all objects of that kind and name in a namespace; undefined where there is none, or one is made by a chart or holds none. */
function keysOf(input: RuleInput, kind: NeededKind, name: string, namespace: string): readonly string[] | undefined {
  const found = input
    .ofKind(kind, '')
    .filter(({ object }) => object.metadata.name === name && (object.metadata.namespace ?? 'default') === namespace);
  const keys = found.flatMap(({ object }) =>
    ['data', 'stringData', 'binaryData'].flatMap((field) => fieldsIn(object, field)),
  );
  return found.some(isNotAsked) || keys.length === 0 ? undefined : keys;
}

function fieldsIn(object: UnknownObject, field: string): readonly string[] {
  const held = (object as unknown as Readonly<Record<string, unknown>>)[field];
  return isJsonObject(held) ? Object.keys(held) : [];
}
