import type { Condition, KubeObject } from '../../../../kube/object.ts';
import type { LabelSelector } from '../../../../kube/selector.ts';
import type { PodTemplateSpec } from '../../../../kube/types.ts';
import { age, humanDuration } from './human-age.ts';
import { ageOf, type Cell, tableOf } from './table-kind.ts';
import { containersOf, selectorText } from './workloads.ts';

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
