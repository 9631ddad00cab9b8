import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

const containers = [{ name: 'a', image: 'x' }, { name: 'b' }];
const template = { metadata: { labels: { b: '2', a: '1' } }, spec: { containers, nodeSelector: { disk: 'fast' } } };
const selector = { matchLabels: { app: 'x' } };
const wrong = { matchExpressions: [{ key: 'app', operator: 'Near' }] };

describe('the row of', () => {
  it.each([
    [
      'a deployment',
      'apps/deployments',
      {
        spec: { replicas: 3, template, selector },
        status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 4 },
      },
      ['1/3', 2, 4, '5s', 'a,b', 'x,', 'app=x'],
    ],
    [
      'a deployment of a wrong selector',
      'apps/deployments',
      { spec: { selector: wrong } },
      ['0/0', 0, 0, '5s', '', '', '<invalid>'],
    ],
    [
      'a replica set',
      'apps/replicasets',
      { spec: { replicas: 3, template, selector }, status: { replicas: 2, readyReplicas: 1 } },
      [3, 2, 1, '5s', 'a,b', 'x,', 'app=x'],
    ],
    [
      'a replica set of a wrong selector',
      'apps/replicasets',
      { spec: { selector: wrong } },
      [0, 0, 0, '5s', '', '', '<error>'],
    ],
    [
      'a replication controller',
      '/replicationcontrollers',
      { spec: { replicas: 3, template, selector: { b: '1', a: '2' } }, status: { replicas: 2, readyReplicas: 1 } },
      [3, 2, 1, '5s', 'a,b', 'x,', 'a=2,b=1'],
    ],
    [
      'a daemon set',
      'apps/daemonsets',
      {
        spec: { template, selector },
        status: {
          desiredNumberScheduled: 5,
          currentNumberScheduled: 4,
          numberReady: 3,
          updatedNumberScheduled: 2,
          numberAvailable: 1,
        },
      },
      [5, 4, 3, 2, 1, 'disk=fast', '5s', 'a,b', 'x,', 'app=x'],
    ],
    [
      'a daemon set without containers',
      'apps/daemonsets',
      { spec: { template: {} } },
      [0, 0, 0, 0, 0, '<none>', '5s', '', '', '<none>'],
    ],
    [
      'a stateful set',
      'apps/statefulsets',
      { spec: { replicas: 3, template }, status: { readyReplicas: 1 } },
      ['1/3', '5s', 'a,b', 'x,'],
    ],
    ['a template of pods', '/podtemplates', { template }, ['a,b', 'x,', 'a=1,b=2']],
    ['a template without labels', '/podtemplates', { template: {} }, ['', '', '<none>']],
    [
      'a cron job',
      'batch/cronjobs',
      {
        spec: { schedule: '@daily', timeZone: 'Etc/UTC', suspend: true, jobTemplate: { spec: { template, selector } } },
        status: { active: [{}, {}], lastScheduleTime: '1970-01-01T00:00:02Z' },
      },
      ['@daily', 'Etc/UTC', 'True', 2, '3s', '5s', 'a,b', 'x,', 'app=x'],
    ],
    [
      'a cron job that goes on',
      'batch/cronjobs',
      { spec: { suspend: false, jobTemplate: {} } },
      ['', '<none>', 'False', 0, '<none>', '5s', '', '', '<none>'],
    ],
    ['a job', 'batch/jobs', { spec: { template, selector } }, ['Running', '0/1', '', '5s', 'a,b', 'x,', 'app=x']],
  ])('%s', (_what, table, object, cells) => {
    expect(rowOf(table, object)).toEqual(['x', ...cells]);
  });
});

it('a cron job of an empty zone shows it', () => {
  expect(rowOf('batch/cronjobs', { spec: { timeZone: '' } })[2]).toBe('');
});

describe('a job', () => {
  it.each([
    [{ completions: 5, parallelism: 2 }, 3, '3/5'],
    [{ completions: 0 }, 0, '0/0'],
    [{ parallelism: 4 }, 1, '1/1 of 4'],
    [{ parallelism: 2 }, undefined, '0/1 of 2'],
    [{ parallelism: 1 }, 1, '1/1'],
    [{ parallelism: 0 }, undefined, '0/1'],
    [{}, 1, '1/1'],
  ])('of %j with %j done has completed %s', (spec, succeeded, text) => {
    expect(rowOf('batch/jobs', { spec, status: { succeeded } })[2]).toBe(text);
  });

  const conditions = (...types: string[]) => types.map((type) => ({ type, status: 'True' }));
  it.each([
    ['Complete', conditions('SuccessCriteriaMet', 'Complete'), undefined],
    ['Failed', conditions('FailureTarget', 'Failed'), undefined],
    ['Complete', conditions('Complete'), '1970-01-01T00:00:00Z'],
    ['Failed', conditions('Failed'), '1970-01-01T00:00:00Z'],
    ['Terminating', conditions('Suspended'), '1970-01-01T00:00:00Z'],
    ['Suspended', conditions('FailureTarget', 'Suspended'), undefined],
    ['FailureTarget', conditions('SuccessCriteriaMet', 'FailureTarget'), undefined],
    ['SuccessCriteriaMet', conditions('SuccessCriteriaMet'), undefined],
    ['Running', [{ type: 'Complete', status: 'False' }], undefined],
    [
      'Running',
      [
        { type: 'Suspended', status: 'False' },
        { type: 'Suspended', status: 'True' },
      ],
      undefined,
    ],
    ['Running', [], undefined],
  ])('is %s by %j, deleted at %j', (text, list, deletionTimestamp) => {
    expect(rowOf('batch/jobs', { metadata: { deletionTimestamp }, status: { conditions: list } })[1]).toBe(text);
  });

  it.each([
    [{}, ''],
    [{ completionTime: '1970-01-01T00:00:02Z' }, ''],
    [{ startTime: '1970-01-01T00:00:01Z' }, '4s'],
    [{ startTime: '1970-01-01T00:00:01Z', completionTime: '1970-01-01T00:02:06Z' }, '2m5s'],
  ])('of %j took %j', (status, text) => {
    expect(rowOf('batch/jobs', { status })[3]).toBe(text);
  });
});

describe('the revision of a controller', () => {
  const owner = (apiVersion: string, controller?: boolean) => ({
    apiVersion,
    kind: 'DaemonSet',
    name: 'd',
    controller,
  });
  it.each([
    [[owner('apps/v1', true)], 'daemonset.apps/d'],
    [[owner('v1', true)], 'daemonset/d'],
    [[owner('apps/v1', false), owner('v1')], '<none>'],
    [[owner('v1'), owner('apps/v1', true)], 'daemonset.apps/d'],
    [[owner('v1', true), owner('apps/v1', true)], 'daemonset/d'],
  ])('with owners %j names %s', (ownerReferences, text) => {
    const row = rowOf('apps/controllerrevisions', { metadata: { ownerReferences }, revision: 7 });
    expect(row).toEqual(['x', text, 7, '5s']);
  });
});
