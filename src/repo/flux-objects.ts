import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';

/** Whether an object is a Kustomization of Flux (not the file of kustomize with that name). */
export const isFluxKustomization = (object: UnknownObject): boolean =>
  object.kind === 'Kustomization' && groupOf(object.apiVersion) === 'kustomize.toolkit.fluxcd.io';

/** Whether an API group is one of Flux. */
export const isGroupOfFlux = (group: string): boolean => group.endsWith('.toolkit.fluxcd.io');

/** Whether an object is a source of Flux. */
export const isFluxSource = (object: UnknownObject): boolean =>
  groupOf(object.apiVersion) === 'source.toolkit.fluxcd.io' &&
  object.kind !== 'HelmRepository' &&
  object.kind !== 'HelmChart';

/** Whether an object is a Git repository that Flux reads. */
export const isGitSource = (object: UnknownObject): boolean => isFluxSource(object) && object.kind === 'GitRepository';

export const specOf = (object: UnknownObject): JsonObject => (isJsonObject(object.spec) ? object.spec : {});

/** `namespace/name`. */
export const nameKey = (object: UnknownObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** `Kind/namespace/name` of the source that a Kustomization reads. */
export function sourceKey(kustomization: UnknownObject): string {
  const ref = specOf(kustomization).sourceRef;
  if (!isJsonObject(ref)) return '';
  return `${String(ref.kind)}/${String(ref.namespace ?? kustomization.metadata.namespace ?? '')}/${String(ref.name)}`;
}
