import type { ComposedObject } from '../../compose/composed-object.ts';
import type { RegistryChart, ReleaseWish } from '../../compose/roles.ts';
import type { KubeObject } from '../../kube/object.ts';
import { fluxNamespace } from './component-names.ts';
import type { FluxLab } from './lab.ts';

/** Why a version is written out. */
export const pinned = 'Pinned: the same commit always gives the same platform.';

/** Where a chart comes from: what a registry has of it, where the lab prefers that, else its Helm repository. */
export function chartSource(
  lab: FluxLab,
  { name, url, registry }: { readonly name: string; readonly url: string; readonly registry?: RegistryChart },
): ComposedObject {
  const [kind, spec] =
    registry && isTaken(lab, registry) ? ['OCIRepository', ofRegistry(registry)] : ['HelmRepository', { url }];
  const object: KubeObject & { spec: unknown } = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind,
    metadata: { name, namespace: fluxNamespace },
    spec: { interval: '1h', ...spec },
  };
  return { file: `${name}.yaml`, object, ...(kind === 'OCIRepository' && { comments: { 'spec.ref.tag': pinned } }) };
}

/** The chart of a release: by its source alone, or by name and version in it. */
export function chartOf(lab: FluxLab, { chart, version, repository: name, registry }: ReleaseWish) {
  const ref = { name, namespace: fluxNamespace };
  return registry && isTaken(lab, registry)
    ? { chartRef: { kind: 'OCIRepository', ...ref } }
    : { chart: { spec: { chart, version, sourceRef: { kind: 'HelmRepository', ...ref } } } };
}

const isTaken = ({ repository }: FluxLab, { isAlone }: RegistryChart): boolean =>
  isAlone === true || repository.charts === 'oci';

/** The chart's own layer as it is, so that its digest is that of the chart (source-controller docs/spec/v1/ocirepositories.md, layer selector). */
const ofRegistry = ({ url, tag }: RegistryChart) => ({
  url,
  layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
  ref: { tag },
});
