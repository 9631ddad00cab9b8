import type { Condition, KubeObject, UnknownObject } from '../../../../kube/object.ts';
import type { LabelSelector } from '../../../../kube/selector.ts';
import type { PodTemplateSpec } from '../../../../kube/types.ts';
import { required } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { type Errors, immutable, nonNegative, record } from '../shared/checks.ts';
import { ageOf, type Cell, tableOf } from '../shared/columns.ts';
import { withProbeTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';
import { humanDuration } from '../shared/human-age.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { containersOf, selectorText } from '../shared/template-cells.ts';
import { specOf, specTemplateErrors } from '../shared/workload.ts';

function defaultJob(spec: Fields): Fields {
  const both = spec.completions === undefined && spec.parallelism === undefined;
  const next = fill(change(spec, 'template', defaultTemplate), {
    ...(both ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
  return next;
}

/** A job picks its pods by its own uid: kubernetes pkg/registry/batch/job/strategy.go generateSelector. */
function withJobSelector(job: UnknownObject): UnknownObject {
  const spec = record(job.spec);
  if (spec.manualSelector === true) return job;
  const { uid = '', name } = job.metadata;
  const template = record(spec.template);
  const metadata = record(template.metadata);
  const added = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  const labels = { ...record(metadata.labels), ...added };
  // Jobs themselves get the labels of their pods when they bring none.
  const own = job.metadata.labels ? job.metadata : { ...job.metadata, labels: added };
  const filled = { ...spec, selector, template: { ...template, metadata: { ...metadata, labels } } };
  return { ...job, metadata: own, spec: filled };
}

function jobErrors(object: UnknownObject): Errors {
  const spec = specOf(object);
  const pod = record(record(spec.template).spec);
  const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
  const restarts = ['OnFailure', 'Never'];
  return [
    ...counts.flatMap((field) => nonNegative(spec[field], `spec.${field}`)),
    ...specTemplateErrors(spec),
    ...(restarts.includes(String(pod.restartPolicy))
      ? []
      : [
          {
            ...required('spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"'),
          },
        ]),
  ];
}

const jobUpdateErrors = (next: UnknownObject, old: UnknownObject): Errors => [
  ...jobErrors(next),
  ...['completions', 'selector', 'template', 'completionMode'].flatMap((field) =>
    field === 'completions' && specOf(old).completionMode === 'Indexed'
      ? []
      : immutable(specOf(next)[field], specOf(old)[field], `spec.${field}`),
  ),
];

/** What the columns show of the spec of a job. */
export interface JobSpec {
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

const columns = tableOf<Job>(
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

export const kind = {
  table: 'batch/jobs',
  claim: {
    behaviour: 'defaults, its selector, what stays, table',
    upstream: 'pkg/apis/batch/{v1/defaults.go,validation/validation.go}, pkg/registry/batch/job/strategy.go',
    notModelled: 'failure and success policies',
  },
  columns,
  selectable: ['status.successful'],
  defaults: inSpec(defaultJob),
  completeStatus: withProbeTimes,
  firstStatus: () => ({}),
  beforeCreate: withJobSelector,
  validate: jobErrors,
  validateUpdate: jobUpdateErrors,
  podTemplate: ['spec', 'template', 'spec'],
  orphansDependents: true,
} satisfies BuiltinKind;
