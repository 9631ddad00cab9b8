import type { SourcedObject } from '../../kube/origin.ts';

const label = 'kustomize.toolkit.fluxcd.io/';

/** `namespace/name` of the Kustomization that applies an object: as the repository says, or as its labels in a cluster do. */
export function ownerOf({ appliedBy, object }: SourcedObject & { readonly appliedBy?: string }): string | undefined {
  const { [`${label}namespace`]: namespace, [`${label}name`]: name } = object.metadata.labels ?? {};
  return appliedBy ?? (name === undefined ? undefined : `${namespace}/${name}`);
}

/** An object as a Kustomization of `flux-system` has applied it, for the examples of rules. */
export function ownedBy<Of extends SourcedObject['object']>(name: string, object: Of): Of {
  const labels = { [`${label}namespace`]: 'flux-system', [`${label}name`]: name };
  return { ...object, metadata: { ...object.metadata, labels } };
}
