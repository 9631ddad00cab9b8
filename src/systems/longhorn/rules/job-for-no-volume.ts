import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { defaultGroup } from '../component-names.ts';
import { longhornKinds, type RecurringJob } from '../objects.ts';

const { apiVersion, kind } = longhornKinds.RecurringJob;
const [group = ''] = apiVersion.split('/');

/** Objects that put volumes into groups or give them jobs: claims and volumes by labels, classes and the chart by the names in their text. */
const kindsThatChoose = ['PersistentVolumeClaim', 'Volume', 'StorageClass', 'StatefulSet', 'ConfigMap'];

function isChosen(input: RuleInput, names: readonly string[]): boolean {
  return kindsThatChoose
    .flatMap((each) => input.ofKind(each))
    .map(({ object }) => printJson(object))
    .filter((text) => text.includes('recurring-job') || text.includes('recurringJobSelector'))
    .some((text) => names.some((name) => text.includes(name)));
}

const job = (groups: readonly string[]) => ({
  ...{ apiVersion, kind, metadata: { name: 'hourly', namespace: 'longhorn-system' } },
  spec: { task: 'snapshot', cron: '0 * * * *', groups, retain: 3, concurrency: 1 },
});
const claim = (labels: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'web', labels },
});

export const jobForNoVolume: ObjectsRule = {
  id: 'job-for-no-volume',
  needs: 'objects',
  severity: 'unknown',
  summary: 'A recurring job is for volumes of groups that no file puts a volume into.',
  why: 'only the group default is for volumes without labels; others run for volumes that are labelled with the group or the job (longhorn-manager k8s/pkg/apis/longhorn/v1beta2/recurringjob.go), which may be done in the UI',
  check: (input) =>
    input.ofKind(kind, group).flatMap((on) => {
      const { metadata, spec } = on.object as RecurringJob;
      const groups = spec?.groups ?? [];
      if (groups.includes(defaultGroup) || spec?.task === 'system-backup') return [];
      if (isChosen(input, [metadata.name, ...groups])) return [];
      const whose = groups.length > 0 ? `volumes of ${groups.join(', ')}` : 'volumes that name it';
      const message = `is for ${whose}, and no file says which those are: without any it never runs`;
      const knownBy = `a label recurring-job-group.${group}/${groups[0] ?? 'GROUP'}: enabled on a claim, or the group ${defaultGroup}`;
      return [{ on, path: ['spec', 'groups'], message, knownBy }];
    }),
  examples: {
    passing: [
      job(['default']),
      { ...job(['db']), metadata: { name: 'db', namespace: 'x' } },
      claim({ [`recurring-job-group.${group}/db`]: 'enabled' }),
    ],
    failing: [job(['db']), claim({ app: 'db' })],
  },
};
