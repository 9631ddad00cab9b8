import type { Container, Pod } from '../../kube/types.ts';

/** An object a pod cannot start without. */
export interface PodReference {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim';
  readonly name: string;
  /** Keys that must be in it. */
  readonly keys: readonly string[];
  /** The volume that mounts it, or the container that reads it into its environment. */
  readonly volume?: string;
  readonly container?: string;
}

interface Source {
  readonly name?: string;
  readonly secretName?: string;
  readonly claimName?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
  readonly sources?: readonly { readonly secret?: Source; readonly configMap?: Source }[];
}

type Volume = { readonly name: string; readonly [source: string]: unknown };

/** What the pod's volumes and environments need, without what is optional, in the order of the spec. */
export const referencesOf = (pod: Pod): readonly PodReference[] => [
  ...(pod.spec.volumes ?? []).flatMap(volumeReferences),
  ...[...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap(containerReferences),
];

function volumeReferences(volume: Volume): readonly PodReference[] {
  const found: PodReference[] = [];
  const add = (kind: PodReference['kind'], source: Source | undefined, name = source?.name) => {
    if (!source || source.optional || !name) return;
    found.push({ kind, name, keys: (source.items ?? []).map(({ key }) => key), volume: volume.name });
  };
  const secret = volume.secret as Source | undefined;
  const claim = volume.persistentVolumeClaim as Source | undefined;
  const projected = volume.projected as Source | undefined;
  add('Secret', secret, secret?.secretName);
  add('ConfigMap', volume.configMap as Source | undefined);
  add('PersistentVolumeClaim', claim, claim?.claimName);
  for (const source of projected?.sources ?? []) {
    add('Secret', source.secret);
    add('ConfigMap', source.configMap);
  }
  return found;
}

interface EnvironmentSource {
  readonly secretRef?: Source;
  readonly configMapRef?: Source;
}

function containerReferences(container: Container): readonly PodReference[] {
  const found: PodReference[] = [];
  const add = (kind: PodReference['kind'], source: (Source & { readonly key?: string }) | undefined) => {
    if (!source?.name || source.optional) return;
    found.push({ kind, name: source.name, keys: source.key ? [source.key] : [], container: container.name });
  };
  for (const source of (container.envFrom ?? []) as readonly EnvironmentSource[]) {
    add('ConfigMap', source.configMapRef);
    add('Secret', source.secretRef);
  }
  for (const { valueFrom } of container.env ?? []) {
    add('ConfigMap', valueFrom?.configMapKeyRef);
    add('Secret', valueFrom?.secretKeyRef);
  }
  return found;
}

/** An object as far as its keys matter. */
export interface KeyedObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** Why the reference does not hold, in the kubelet's words (pkg/kubelet/kubelet_pods.go, pkg/volume); undefined when it does. */
export function brokenReference(
  reference: PodReference,
  found: KeyedObject | undefined,
  namespace: string,
): string | undefined {
  const { kind, name, keys } = reference;
  if (!found) return `${kind.toLowerCase()} "${name}" not found`;
  const missing = keys.find((key) => found.data?.[key] === undefined && found.binaryData?.[key] === undefined);
  if (missing === undefined || kind === 'PersistentVolumeClaim') return undefined;
  return reference.container
    ? `couldn't find key ${missing} in ${kind} ${namespace}/${name}`
    : `references non-existent ${kind === 'Secret' ? 'secret' : 'config'} key: ${missing}`;
}
