import { describe, expect, it } from 'vitest';
import { podTable } from '../../kinds/core/pod-columns.ts';
import { humanDuration } from '../../kinds/shared/human-age.ts';
import { parseJsonPath, valuesAt } from './json-path.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('an age', () => {
  it.each([
    [-5 * second, '<invalid>'],
    [-2 * second, '<invalid>'],
    [-2 * second + 1, '0s'],
    [-1 * second, '0s'],
    [0, '0s'],
    [second - 1, '0s'],
    [second, '1s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [9 * minute + 30 * second, '9m30s'],
    [10 * minute + 30 * second, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [7 * hour + 5 * minute, '7h5m'],
    [8 * hour + 5 * minute, '8h'],
    [47 * hour, '47h'],
    [2 * day, '2d'],
    [7 * day + 3 * hour, '7d3h'],
    [8 * day - hour, '7d23h'],
    [8 * day + hour, '8d'],
    [730 * day - hour, '729d'],
    [730 * day, '2y'],
    [2 * 365 * day + 5 * day, '2y5d'],
    [8 * 365 * day - day, '7y364d'],
    [8 * 365 * day - hour, '7y364d'],
    [8 * 365 * day + 3 * day, '8y'],
    [9 * 365 * day, '9y'],
  ])('of %d ms is %s', (milliseconds, text) => {
    expect(humanDuration(milliseconds)).toBe(text);
  });
});

const certificate = {
  metadata: { labels: { 'app.kubernetes.io/name': 'x' } },
  status: {
    conditions: [
      { type: 'Issuing', status: 'False' },
      { type: 'Ready', status: 'True' },
    ],
    list: [1, 2],
    text: 'abc',
    mixed: [null, 'x', { b: 1 }, { b: null }, { 'c.d': 'y', e: { f: true } }, { b: '' }],
  },
};

describe('a JSONPath', () => {
  it.each([
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type=='Ready')].status", ['True']],
    ['.status.list[*]', [1, 2]],
    ['.status.list[1]', [2]],
    ['.status.list[-1]', [2]],
    ['.metadata.labels.app\\.kubernetes\\.io/name', ['x']],
    [".metadata.labels['app.kubernetes.io/name']", ['x']],
    ['.status.list[0]', [1]],
    ['.status.list[2]', []],
    ['.status.list[-3]', []],
    ['.status.list.*', [1, 2]],
    ['.metadata.labels["app.kubernetes.io/name"]', ['x']],
    ['.metadata.labels[0]', []],
    ['.metadata.labels[?(@.a=="b")]', []],
    ['.status.text[0]', []],
    ['.status.text[*]', []],
    ['.status.text.length', []],
    ['.status.mixed[*].b', [1, '']],
    ['.status.mixed[?(@.b==1)].b', [1]],
    ['.status.mixed[?(@.b!=1)]', [{ b: '' }]],
    ['.status.mixed[?(@.b=="")].b', ['']],
    [".status.mixed[?(@.b=='')].b", ['']],
    ['.status.mixed[?(@.c\\.d=="y")].e.f', [true]],
    ['.status.mixed[?(@.e.f == true)].e.f', [true]],
    ['.status.conditions[?(@.type!="Ready")].type', ['Issuing']],
    ['.none.at.all', []],
  ])('%s finds %j', (path, values) => {
    expect(valuesAt(certificate, parseJsonPath(path)!)).toEqual(values);
  });

  it.each(['.a[?(@.b', 'a', '.', '.a[', '.a]'])('%s cannot be read', (path) => {
    expect(parseJsonPath(path)).toBeUndefined();
  });
});

const container = (state: object, more: object = {}) => ({ name: 'c', restartCount: 0, ready: false, state, ...more });

describe('a pod', () => {
  const spec = { containers: [{ name: 'c' }], initContainers: [{ name: 'i' }] };
  const running = container({ running: {} }, { ready: true });
  it.each([
    ['Running', { phase: 'Running', containerStatuses: [running] }, '1/1'],
    [
      'CrashLoopBackOff',
      { phase: 'Running', containerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } })] },
      '0/1',
    ],
    ['ExitCode:3', { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3 } })] }, '0/1'],
    ['Init:0/1', { phase: 'Pending', initContainerStatuses: [container({ running: {} })] }, '0/1'],
    [
      'Init:Error',
      { phase: 'Pending', initContainerStatuses: [container({ terminated: { exitCode: 1, reason: 'Error' } })] },
      '0/1',
    ],
    [
      'SchedulingGated',
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', reason: 'SchedulingGated', status: 'False' }] },
      '0/1',
    ],
  ])('is %s', (status, state, ready) => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status: state };
    expect(podTable.cells(pod, 0).slice(1, 3)).toEqual([ready, status]);
  });

  it('that is being deleted is Terminating', () => {
    const metadata = { name: 'p', deletionTimestamp: '2026-01-01T00:00:00Z' };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec,
      status: { phase: 'Running', containerStatuses: [running] },
    };
    expect(podTable.cells(pod, 0)[2]).toBe('Terminating');
  });

  it('tells when it last restarted', () => {
    const lastState = { terminated: { finishedAt: '1970-01-01T00:00:10Z' } };
    const status = { phase: 'Running', containerStatuses: [{ ...running, restartCount: 2, lastState }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status };
    expect(podTable.cells(pod, 70 * second)[3]).toBe('2 (60s ago)');
  });
});
