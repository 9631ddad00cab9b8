import * as z from 'zod';
import { checkedText, nameText, oneOrMore } from '../../lab/scalars.ts';
import { quoteText } from '../../lab/values.ts';
import { defaultGroup } from './component-names.ts';

const field = String.raw`[\d*,/A-Za-z-]+`;
const cron = new RegExp(`^(@(hourly|daily|midnight|weekly|monthly|yearly|annually)|${field}( ${field}){4})$`);

/** When something is done: five fields of cron, or a word such as `@daily`. */
export const cronText = checkedText((text) =>
  cron.test(text)
    ? undefined
    : {
        message: `${quoteText(text)} is no time of cron`,
        hint: 'write minute, hour, day, month and weekday: 0 3 * * *',
      },
);

/** What jobs do (longhorn-manager k8s/pkg/apis/longhorn/v1beta2/recurringjob.go). */
const tasks = [
  ...['backup', 'backup-force-create', 'snapshot', 'snapshot-force-create', 'snapshot-cleanup', 'snapshot-delete'],
  ...['filesystem-trim', 'system-backup'],
] as const;

/** The most copies that a job may keep by default (longhorn-manager types/setting.go, recurring-job-max-retention). */
const mostKept = 100;

/** How many copies a job keeps. */
export const keptNumber = z.int().min(1).max(mostKept);

const Job = z
  .strictObject({
    task: z.enum(tasks as unknown as readonly [string, ...string[]]).describe('What it does.'),
    cron: cronText.describe('When, as cron writes it and in the time of the cluster: UTC.'),
    keep: keptNumber.default(7).describe('How many snapshots or backups it keeps; a trim keeps none.'),
    groups: oneOrMore(nameText)
      .default(defaultGroup)
      .describe('Groups of volumes it is for; `default` are those that have no job or group of their own.'),
    concurrency: z.int().min(1).default(2).describe('How many volumes at once.'),
  })
  .describe('Something that is done to volumes again and again.');

/** Recurring jobs by name; Longhorn takes no names above 40 characters. */
export const Jobs = z
  .record(
    nameText.refine((name) => name.length <= 40, 'the name of a job has at most 40 characters'),
    Job,
  )
  .default({})
  .describe('Recurring jobs by name, beside the nightly backup.');

/** A recurring job of a lab. */
export type LonghornJob = z.output<typeof Job>;
