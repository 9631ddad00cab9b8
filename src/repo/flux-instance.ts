import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { isFluxKustomization, nameKey, specOf } from './flux-objects.ts';
import { resolvePath } from './folders.ts';

/** Namespace and name of what Flux itself is made of, unless told otherwise. */
const defaultName = 'flux-system';

/** What an operator makes of a FluxInstance with `sync`, and where that is written. */
export interface Sync {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  /** Folder from the root of the repository; `''` is the root. */
  readonly path: string;
  readonly writtenAs: SourcedObject;
}

/**
 * What FluxInstances synchronise, those that the chart `flux-instance` makes included
 * (controlplaneio-fluxcd/flux-operator api/v1/fluxinstance_types.go Sync, charts/flux-instance/values.yaml).
 */
export const syncsOf = (objects: readonly SourcedObject[]): readonly Sync[] =>
  objects.flatMap((writtenAs) => {
    const { object } = writtenAs;
    const sync = instanceOf(object)?.sync;
    if (!isJsonObject(sync)) return [];
    const namespace = object.metadata.namespace ?? defaultName;
    const name = typeof sync.name === 'string' && sync.name !== '' ? sync.name : namespace;
    const path = resolvePath('', typeof sync.path === 'string' ? sync.path : '.');
    if (path === undefined) return [];
    return [{ name, namespace, kind: String(sync.kind ?? 'GitRepository'), path, writtenAs }];
  });

/** The specification of a FluxInstance, written itself or among the values of the chart that makes one. */
export function instanceOf(object: UnknownObject): JsonObject | undefined {
  const spec = specOf(object);
  if (object.kind === 'FluxInstance') return spec;
  if (object.kind !== 'HelmRelease' || groupOf(object.apiVersion) !== 'helm.toolkit.fluxcd.io') return undefined;
  const instance = isJsonObject(spec.values) ? spec.values.instance : undefined;
  return isJsonObject(instance) ? instance : undefined;
}

/**
 * The Kustomizations that an operator makes for the repository's FluxInstances: they stand in no file unless `flux bootstrap` wrote them
 * before (flux-operator internal/builder/templates.go syncTmpl). Those of which `isEntry` says no read another repository.
 */
export function madeBySyncs(
  objects: readonly SourcedObject[],
  isEntry: (path: string) => boolean,
): readonly SourcedObject[] {
  const written = new Set(
    objects.filter(({ object }) => isFluxKustomization(object)).map(({ object }) => keyWithPath(object)),
  );
  const seen = new Set<string>();
  return syncsOf(objects).flatMap((sync) => {
    const object = kustomizationOf(sync);
    const key = keyWithPath(object);
    if (!isEntry(sync.path) || written.has(key) || seen.has(key)) return [];
    seen.add(key);
    const { origin } = sync.writtenAs;
    return [{ object, ...(origin && { origin }) }];
  });
}

const keyWithPath = (object: UnknownObject): string => {
  const { path } = specOf(object);
  return `${nameKey(object)} ${resolvePath('', typeof path === 'string' ? path : '.')}`;
};

const kustomizationOf = ({ name, namespace, kind, path }: Sync): UnknownObject => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace },
  spec: {
    interval: '10m',
    retryInterval: '5m',
    timeout: '5m',
    prune: true,
    path: `./${path}`,
    sourceRef: { kind, name },
  },
});
