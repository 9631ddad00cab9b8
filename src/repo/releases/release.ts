import { createHash } from 'node:crypto';
import type { KubeObject, UnknownObject } from '../../kube/object.ts';
import { specOf } from '../flux-objects.ts';

/** Where a release takes values from beside its own (helm.toolkit.fluxcd.io/v2 ValuesReference). */
export interface ValuesReference {
  readonly kind: string;
  readonly name: string;
  readonly valuesKey?: string;
  readonly targetPath?: string;
  readonly optional?: boolean;
  readonly literal?: boolean;
}

/** What of a HelmRelease names what it installs. */
export interface ReleaseObject extends KubeObject {
  readonly spec: { readonly releaseName?: string; readonly targetNamespace?: string };
}

/** A HelmRelease as it stands in a file. */
export const asRelease = (object: UnknownObject): ReleaseObject => ({ ...object, spec: specOf(object) });

const longestName = 53;

/** Name of the release: shortened with a digest when it is too long for Helm (helm-controller internal/release/name.go). */
export function releaseName({ spec, metadata }: ReleaseObject): string {
  const target = spec.targetNamespace ? `${spec.targetNamespace}-` : '';
  const name = spec.releaseName ?? `${target}${metadata.name}`;
  if (name.length <= longestName) return name;
  return `${name.slice(0, 40)}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** Namespace that a release installs into. */
export const releaseNamespace = ({ spec, metadata }: ReleaseObject): string =>
  spec.targetNamespace ?? metadata.namespace ?? '';

/** Metadata Helm and helm-controller put on everything of a release (helm pkg/action/validate.go, internal/postrender). */
export function labelForRelease(object: UnknownObject, release: ReleaseObject): UnknownObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: {
        ...metadata.labels,
        'app.kubernetes.io/managed-by': 'Helm',
        ...(release.kind === 'HelmRelease' && {
          'helm.toolkit.fluxcd.io/name': release.metadata.name,
          'helm.toolkit.fluxcd.io/namespace': release.metadata.namespace ?? '',
        }),
      },
      annotations: {
        ...metadata.annotations,
        'meta.helm.sh/release-name': releaseName(release),
        'meta.helm.sh/release-namespace': releaseNamespace(release),
      },
    },
  };
}
