import type { ComposedObject } from '../../compose/composed-object.ts';
import type { PatchEntry } from '../../compose/patch-entry.ts';
import { remoteManifest } from '../../compose/remote-manifest.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import { metallbNamespace } from './component-names.ts';
import { manifestUrl } from './manifest.ts';

/** Where MetalLB's pods may run, and whether speakers announce from nodes that are labelled as no place for load balancers. */
export interface ManifestChanges {
  /** Tolerations of speakers beside those of the manifest. */
  readonly speaker: readonly unknown[];
  readonly controller: readonly unknown[];
  readonly ignoresExclusion: boolean;
}

/** The manifest of a version, by its address, and what the lab's nodes need changed in it (config/controllers/speaker.yaml, controller.yaml). */
export function manifestPart(version: string, changes: ManifestChanges): ComposedObject {
  const patches = [
    patchOf('Deployment', 'controller', [
      ...(changes.controller.length > 0 ? [add('/spec/template/spec/tolerations', changes.controller)] : []),
    ]),
    patchOf('DaemonSet', 'speaker', [
      ...changes.speaker.map((toleration) => add('/spec/template/spec/tolerations/-', toleration)),
      ...(changes.ignoresExclusion ? [add('/spec/template/spec/containers/0/args/-', '--ignore-exclude-lb')] : []),
    ]),
  ];
  const waits = ['Deployment/controller', 'DaemonSet/speaker'].map((workload) =>
    workload.replace('/', `/${metallbNamespace}/`),
  );
  return remoteManifest(
    'metallb-native',
    { url: manifestUrl(version), patches: patches.flat(), waits },
    'MetalLB without FRR as upstream publishes it, the namespace and its Pod Security labels with it.',
  );
}

const add = (path: string, value: unknown) => ({ op: 'add', path, value });

const patchOf = (kind: string, name: string, operations: readonly unknown[]): readonly PatchEntry[] =>
  operations.length === 0 ? [] : [{ target: { kind, name }, patch: writeYaml(operations) }];
