import { type Condition, groupOf, type KubeObject } from '../../../../kube/object.ts';
import { compileSelector, type LabelSelector, printSelector } from '../../../../kube/selector.ts';
import type { DaemonSet, Deployment, PodTemplateSpec, ReplicaSet, StatefulSet } from '../../../../kube/types.ts';
import { keyedSelector } from '../../api/keyed-selector.ts';
import { age, humanDuration } from './human-age.ts';
import { ageOf, type Cell, printLabels, tableOf } from './table-kind.ts';

/** Names and images of a template's containers. */
function containersOf(template: PodTemplateSpec | undefined): readonly [string, string] {
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

interface JobSpec {
  readonly completions?: number;
  readonly parallelism?: number;
  readonly template?: PodTemplateSpec;
  readonly selector?: LabelSelector;
}

interface Job extends KubeObject {
  readonly spec?: JobSpec;
  readonly status?: {
    readonly succeeded?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

export const jobTable = tableOf<Job>(
  'Name, Status, Completions, Duration, Age, Containers?, Images?, Selector?',
  (job, now): readonly Cell[] => [
    job.metadata.name,
    jobStatus(job),
    completions(job),
    jobDuration(job, now),
    ageOf(job, now),
    ...containersOf(job.spec?.template),
    selectorText(job.spec?.selector),
  ],
);

function jobStatus({ metadata, status }: Job): string {
  const holds = (type: string) => status?.conditions?.find((condition) => condition.type === type)?.status === 'True';
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function completions({ spec, status }: Job): string {
  const done = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${done}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function jobDuration({ status }: Job, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now;
  return humanDuration(end - Date.parse(status.startTime));
}

interface CronJob extends KubeObject {
  readonly spec?: {
    readonly schedule?: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly jobTemplate?: { readonly spec?: JobSpec };
  };
  readonly status?: { readonly active?: readonly unknown[]; readonly lastScheduleTime?: string };
}

export const cronJobTable = tableOf<CronJob>(
  'Name, Schedule, Timezone, Suspend:boolean, Active:integer, Last Schedule, Age, Containers?, Images?, Selector?',
  ({ metadata, spec, status }, now) => [
    metadata.name,
    spec?.schedule ?? '',
    spec?.timeZone ?? '<none>',
    spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
    status?.active?.length ?? 0,
    status?.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>',
    ageOf({ metadata }, now),
    ...containersOf(spec?.jobTemplate?.spec?.template),
    selectorText(spec?.jobTemplate?.spec?.selector),
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
