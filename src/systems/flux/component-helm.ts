import type { ComposedObject } from '../../compose/composed-object.ts';
import { layOver } from '../../compose/objects/own-values.ts';
import { releasePatches } from '../../compose/patch-entry.ts';
import type { ReleaseWish } from '../../compose/roles.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { LabPatch } from '../../lab/lab-core.ts';
import { fluxNamespace } from './component-names.ts';

/** A Helm repository by URL, as a source that releases of any namespace may use. */
export function helmRepository(name: string, url: string): ComposedObject {
  const object: KubeObject & { spec: unknown } = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name, namespace: fluxNamespace },
    spec: { interval: '1h', url },
  };
  return { file: `${name}.yaml`, object };
}

/** A Helm release of a pinned chart that tries again when an install or upgrade fails; `patches` change what the chart makes. */
export function helmRelease(options: ReleaseWish, patches: readonly LabPatch[] = []): ComposedObject {
  const { name, namespace, chart, version, repository, crdFolder, own } = options;
  const values = own?.values ? layOver(options.values, own.values) : options.values;
  const changes = releasePatches(name, patches);
  const postRenderers = changes.length > 0 ? { postRenderers: [{ kustomize: { patches: changes } }] } : {};
  const action = { ...(crdFolder && { crds: 'CreateReplace' }), remediation: { retries: 3 } };
  const sourceRef = { kind: 'HelmRepository', name: repository, namespace: fluxNamespace };
  const object: KubeObject & { spec: unknown } = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace },
    spec: {
      interval: '30m',
      chart: { spec: { chart, version, sourceRef } },
      install: action,
      upgrade: action,
      values,
      ...postRenderers,
    },
  };
  const crdComment = crdFolder && {
    'spec.upgrade.crds': 'Helm installs the CRDs of this chart but never upgrades them.',
  };
  return {
    file: 'helmrelease.yaml',
    object,
    header: options.header,
    release: name,
    ...(own?.values && { ownValues: own.path }),
    comments: {
      'spec.chart.spec.version': 'Pinned: the same commit always gives the same platform.',
      ...crdComment,
      ...options.comments,
    },
  };
}
