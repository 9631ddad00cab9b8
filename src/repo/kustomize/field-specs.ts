import type { FieldSpec } from './field-path.ts';

/** Default places of kustomize's transformers (api/internal/konfig/builtinpluginconsts). */

const workloads: readonly Omit<FieldSpec, 'path'>[] = [
  { kind: 'ReplicationController', version: 'v1' },
  { kind: 'Deployment' },
  { kind: 'ReplicaSet' },
  { kind: 'DaemonSet' },
];

const template = (field: string): readonly FieldSpec[] => [
  ...workloads.map((kind) => ({ ...kind, path: `spec/template/metadata/${field}`, create: true })),
  { group: 'batch', kind: 'Job', path: `spec/template/metadata/${field}`, create: true },
  { group: 'batch', kind: 'CronJob', path: `spec/jobTemplate/metadata/${field}`, create: true },
  { group: 'batch', kind: 'CronJob', path: `spec/jobTemplate/spec/template/metadata/${field}`, create: true },
];

export const annotationFields: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  ...template('annotations'),
  { kind: 'StatefulSet', path: 'spec/template/metadata/annotations', create: true },
];

export const metadataLabelFields: readonly FieldSpec[] = [{ path: 'metadata/labels', create: true }];

export const templateLabelFields: readonly FieldSpec[] = [
  ...metadataLabelFields,
  ...template('labels'),
  { group: 'apps', kind: 'StatefulSet', path: 'spec/template/metadata/labels', create: true },
  { group: 'apps', kind: 'StatefulSet', path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true },
];

const affinities: readonly string[] = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `spec/template/spec/affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `spec/template/spec/affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

const podSelectors: readonly string[] = [
  ...affinities,
  'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels',
];

export const selectorLabelFields: readonly FieldSpec[] = [
  { version: 'v1', kind: 'Service', path: 'spec/selector', create: true },
  { version: 'v1', kind: 'ReplicationController', path: 'spec/selector', create: true },
  { kind: 'Deployment', path: 'spec/selector/matchLabels', create: true },
  { kind: 'ReplicaSet', path: 'spec/selector/matchLabels', create: true },
  { kind: 'DaemonSet', path: 'spec/selector/matchLabels', create: true },
  { group: 'apps', kind: 'StatefulSet', path: 'spec/selector/matchLabels', create: true },
  ...['Deployment', 'StatefulSet'].flatMap((kind) => podSelectors.map((path) => ({ group: 'apps', kind, path }))),
  { group: 'batch', kind: 'Job', path: 'spec/selector/matchLabels' },
  { group: 'batch', kind: 'CronJob', path: 'spec/jobTemplate/spec/selector/matchLabels' },
  { group: 'policy', kind: 'PodDisruptionBudget', path: 'spec/selector/matchLabels' },
  ...['spec/podSelector', 'spec/ingress/from/podSelector', 'spec/egress/to/podSelector'].map((path) => ({
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
    path: `${path}/matchLabels`,
  })),
  ...templateLabelFields,
];

export const imageFields: readonly FieldSpec[] = ['spec', 'spec/template/spec'].flatMap((pod) => [
  { path: `${pod}/containers[]/image` },
  { path: `${pod}/initContainers[]/image` },
  { path: `${pod}/volumes[]/image/reference` },
]);

export const replicaFields: readonly FieldSpec[] = [
  'Deployment',
  'ReplicationController',
  'ReplicaSet',
  'StatefulSet',
].map((kind) => ({ kind, path: 'spec/replicas', create: true }));

export const namespaceFields: readonly FieldSpec[] = [
  { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/namespace', create: true },
  {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    path: 'spec/conversion/webhook/clientConfig/service/namespace',
  },
];
