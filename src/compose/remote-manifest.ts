import { handMade } from '../kube/install-steps.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ComposedObject } from './composed-object.ts';
import type { PatchEntry } from './patch-entry.ts';

/** A manifest that a project publishes. It is no object of any cluster: it is an entry of `resources` in the kustomization of its folder. */
export type RemoteManifest = KubeObject & {
  readonly apiVersion: typeof handMade;
  readonly kind: 'RemoteManifest';
  readonly spec: {
    /** Its address, with a tag. */
    readonly url: string;
    /** What of it is changed in the kustomization. */
    readonly patches: readonly PatchEntry[];
    /** Workloads of it that are waited for, as `Kind/namespace/name`. */
    readonly waits: readonly string[];
  };
};

/** A published manifest as a part of a system. `header` says in the kustomization why it is there. */
export function remoteManifest(
  name: string,
  spec: RemoteManifest['spec'],
  header?: string,
): ComposedObject & { readonly object: RemoteManifest } {
  const object: RemoteManifest = { apiVersion: handMade, kind: 'RemoteManifest', metadata: { name }, spec };
  return { file: `${name}.yaml`, object, ...(header !== undefined && { header }) };
}

/** Whether a composed object stands for a published manifest. */
export const isRemoteManifest = (object: ComposedObject['object']): object is RemoteManifest =>
  object.apiVersion === handMade && object.kind === 'RemoteManifest';
