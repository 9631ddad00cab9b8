import type { ObjectMaker } from '../../../check/places.ts';
import type { UnknownObject } from '../../../kube/object.ts';

/** Labels by which Flux marks what it applies, and what in the one that applied it decides what the object looks like. */
const appliers = [
  { kind: 'HelmRelease', prefix: 'helm.toolkit.fluxcd.io/', path: ['spec', 'values'] },
  { kind: 'Kustomization', prefix: 'kustomize.toolkit.fluxcd.io/', path: [] },
] as const;

/**
 * The HelmRelease that an object comes from, whose values decide what the object looks like, else the Kustomization that applied it.
 * Upstream: fluxcd/helm-controller internal/postrender/build.go (origin labels); fluxcd/kustomize-controller
 * internal/controller/kustomization_controller.go.
 */
export function makerOf({ metadata: { labels = {} } }: UnknownObject): ObjectMaker | undefined {
  for (const { kind, prefix, path } of appliers) {
    const { [`${prefix}name`]: name, [`${prefix}namespace`]: namespace = '' } = labels;
    if (name !== undefined) return { object: `${kind}/${namespace}/${name}`, path };
  }
  return undefined;
}
