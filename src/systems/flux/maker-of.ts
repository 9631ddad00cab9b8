import type { UnknownObject } from '../../kube/object.ts';
import type { ObjectMaker } from '../system.ts';

/**
 * The HelmRelease that an object comes from: its values decide what the object looks like.
 * Upstream: fluxcd/helm-controller internal/postrender/build.go (origin labels).
 */
export function makerOf({ metadata: { labels = {} } }: UnknownObject): ObjectMaker | undefined {
  const { 'helm.toolkit.fluxcd.io/name': name, 'helm.toolkit.fluxcd.io/namespace': namespace = '' } = labels;
  return name === undefined ? undefined : { object: `HelmRelease/${namespace}/${name}`, path: ['spec', 'values'] };
}
