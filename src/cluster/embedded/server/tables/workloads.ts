import { groupOf, type KubeObject } from '../../../../kube/object.ts';
import { compileSelector, type LabelSelector, printSelector } from '../../../../kube/selector.ts';
import type { DaemonSet, Deployment, PodTemplateSpec, ReplicaSet, StatefulSet } from '../../../../kube/types.ts';
import { keyedSelector } from '../../api/keyed-selector.ts';
import { ageOf, printLabels, tableOf } from './table-kind.ts';

/** Names and images of a template's containers. */
export function containersOf(template: PodTemplateSpec | undefined): readonly [string, string] {
  const containers = template?.spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image).join(',')];
}

function printed(selector: LabelSelector | undefined, wrong: string): string {
  const compiled = compileSelector(keyedSelector(selector ?? {}));
  return 'error' in compiled ? wrong : printSelector(compiled);
}

/** apimachinery pkg/apis/meta/v1/helpers.go FormatLabelSelector */
export const selectorText = (selector: LabelSelector | undefined): string => printed(selector, '<error>') || '<none>';

export const deploymentTable = tableOf<Deployment>(
  'Name, Ready, Up-to-date, Available, Age, Containers?, Images?, Selector?',
  ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    ageOf({ metadata }, now),
    ...containersOf(spec?.template),
    printed(spec?.selector, '<invalid>'),
  ],
);

const replicaColumns = 'Name, Desired:integer, Current:integer, Ready:integer, Age, Containers?, Images?, Selector?';

interface Replicated extends KubeObject {
  readonly spec?: { readonly replicas?: number; readonly template?: PodTemplateSpec };
  readonly status?: { readonly replicas?: number; readonly readyReplicas?: number };
}

/** What replica sets and replication controllers show alike: all cells but the selector, which each writes in its own way. */
const replicaCells = ({ metadata, spec, status }: Replicated, now: number) => [
  metadata.name,
  spec?.replicas ?? 0,
  status?.replicas ?? 0,
  status?.readyReplicas ?? 0,
  ageOf({ metadata }, now),
  ...containersOf(spec?.template),
];

export const replicaSetTable = tableOf<ReplicaSet>(replicaColumns, (object, now) => [
  ...replicaCells(object, now),
  selectorText(object.spec?.selector),
]);

interface ReplicationController extends Replicated {
  readonly spec?: Replicated['spec'] & { readonly selector?: Readonly<Record<string, string>> };
}

export const replicationControllerTable = tableOf<ReplicationController>(replicaColumns, (object, now) => [
  ...replicaCells(object, now),
  printLabels(object.spec?.selector),
]);

export const daemonSetTable = tableOf<DaemonSet>(
  'Name, Desired:integer, Current:integer, Ready:integer, Up-to-date:integer, Available:integer, Node Selector, Age, Containers?, Images?, Selector?',
  ({ metadata, spec, status }, now) => [
    metadata.name,
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    printLabels(spec?.template?.spec?.nodeSelector),
    ageOf({ metadata }, now),
    ...containersOf(spec?.template),
    selectorText(spec?.selector),
  ],
);

export const statefulSetTable = tableOf<StatefulSet>(
  'Name, Ready, Age, Containers?, Images?',
  ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    ageOf({ metadata }, now),
    ...containersOf(spec?.template),
  ],
);

interface PodTemplate extends KubeObject {
  readonly template?: PodTemplateSpec;
}

export const podTemplateTable = tableOf<PodTemplate>(
  'Name, Containers, Images, Pod Labels',
  ({ metadata, template }) => [metadata.name, ...containersOf(template), printLabels(template?.metadata?.labels)],
);

interface ControllerRevision extends KubeObject {
  readonly revision?: number;
}

export const revisionTable = tableOf<ControllerRevision>('Name, Controller, Revision, Age', (revision, now) => {
  const owner = revision.metadata.ownerReferences?.find(({ controller }) => controller);
  const kind = owner && [owner.kind.toLowerCase(), groupOf(owner.apiVersion)].filter((part) => part).join('.');
  return [
    revision.metadata.name,
    owner ? `${kind}/${owner.name}` : '<none>',
    revision.revision ?? 0,
    ageOf(revision, now),
  ];
});
