import type { KubeObject, UnknownObject } from '../../../../kube/object.ts';
import { invalid } from '../../api/field-error.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import type { Errors } from '../shared/checks.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, type Fields, fill } from '../shared/fill.ts';
import { age } from '../shared/human-age.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { containersOf, selectorText } from '../shared/template-cells.ts';
import { specOf } from '../shared/workload.ts';
import type { JobSpec } from './job.ts';

function defaultCronJob(spec: Fields): Fields {
  const next = fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const withMetadata = (template: Fields): Fields => fill(template, { metadata: {} });
  return change(next, 'jobTemplate', (job: Fields) =>
    change(withMetadata(job), 'spec', (jobSpec: Fields) =>
      change(jobSpec, 'template', (template: Fields) => withMetadata(defaultTemplate(template))),
    ),
  );
}

const longestCronJob = 52;

/** A name that leaves room for the time in the names of its jobs, a schedule of five fields, a zone that exists. */
function cronJobErrors(object: UnknownObject): Errors {
  const { schedule = '', timeZone } = specOf(object);
  const { name } = object.metadata;
  const fields = String(schedule).trim().split(/\s+/).filter(Boolean);
  const descriptor = String(schedule).startsWith('@');
  const text = `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  return [
    ...(fields.length === 5 || descriptor ? [] : [invalid('spec.schedule', schedule, text)]),
    ...(timeZone === undefined || isTimeZone(String(timeZone))
      ? []
      : [invalid('spec.timeZone', timeZone, `unknown time zone ${timeZone}`)]),
    ...(name.length > longestCronJob ? [invalid('metadata.name', name, 'must be no more than 52 characters')] : []),
  ];
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
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

const columns = tableOf<CronJob>(
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

export const kind = {
  table: 'batch/cronjobs',
  claim: {
    behaviour: 'defaults, length of its name, schedule, zone, table',
    upstream: 'pkg/apis/batch/{v1/defaults.go,validation/validation.go}',
    notModelled: 'the template of its jobs',
  },
  columns,
  defaults: inSpec(defaultCronJob),
  firstStatus: () => ({}),
  validate: cronJobErrors,
  podTemplate: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
} satisfies BuiltinKind;
