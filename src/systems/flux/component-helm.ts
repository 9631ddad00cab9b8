import { compareVersions, readVersion } from '../../charts/semver.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { layOver } from '../../compose/objects/own-values.ts';
import { releasePatches } from '../../compose/patch-entry.ts';
import type { ReleaseWish } from '../../compose/roles.ts';
import type { KubeObject } from '../../kube/object.ts';
import { chartOf, pinned } from './component-charts.ts';
import type { FluxLab } from './lab.ts';

/** A Helm release of a pinned chart that tries again when an install or upgrade fails; the lab's patches change what the chart makes. */
export function helmRelease(lab: FluxLab, options: ReleaseWish): ComposedObject {
  const { name, namespace, crdFolder, own } = options;
  const values = own?.values ? layOver(options.values, own.values) : options.values;
  const changes = releasePatches(name, lab.patches ?? []);
  const postRenderers = changes.length > 0 ? { postRenderers: [{ kustomize: { patches: changes } }] } : {};
  const action = { ...(crdFolder && { crds: 'CreateReplace' }), ...againAfterFailure(lab.versions.flux) };
  const object: KubeObject & { spec: unknown } = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace },
    spec: {
      ...lab.repository.releases,
      ...chartOf(lab, options),
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
      'spec.chart.spec.version': pinned,
      ...crdComment,
      ...options.comments,
    },
  };
}

/**
 * What follows a failed action: an upgrade over what is there, as often as it takes; before Flux 2.7 (helm-controller 1.4) three more tries,
 * before each of which all is removed again.
 */
function againAfterFailure(version: string) {
  const [is, since] = [readVersion(version), readVersion('2.7.0')!];
  return is !== undefined && compareVersions(is, since) < 0
    ? { remediation: { retries: 3 } }
    : { strategy: { name: 'RetryOnFailure', retryInterval: '1m' } };
}
