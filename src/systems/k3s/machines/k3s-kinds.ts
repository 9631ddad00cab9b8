import type { UnknownObject } from '../../../kube/object.ts';

const kinds = [
  { group: 'helm.cattle.io', kind: 'HelmChart', plural: 'helmcharts' },
  { group: 'helm.cattle.io', kind: 'HelmChartConfig', plural: 'helmchartconfigs' },
  { group: 'k3s.cattle.io', kind: 'Addon', plural: 'addons' },
] as const;

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/**
 * The kinds that k3s itself brings, with fields of any shape
 * (k3s-io/helm-controller pkg/crds, k3s-io/k3s pkg/crd/crds.go).
 */
export const k3sKinds: readonly UnknownObject[] = kinds.map(({ group, kind, plural }) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: anything } }],
  },
}));
