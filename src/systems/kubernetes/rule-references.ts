import type { Problem, RuleInput } from '../../check/rule.ts';
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
}

/** Fields of the parts of a pod's spec that name something. */
interface Named {
  readonly name?: string;
  readonly secretName?: string;
  readonly claimName?: string;
  readonly optional?: boolean;
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
  return typeof name === 'string' && of?.optional !== true ? [{ kind, name, path: [...path, field] }] : [];
};

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
