import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

describe('a node', () => {
  const ready = (status: string) => ({ type: 'Ready', status });
  it.each([
    [{}, [{ type: 'DiskPressure', status: 'True' }], 'Unknown'],
    [{}, [ready('True')], 'Ready'],
    [{}, [ready('False')], 'NotReady'],
    [{}, [ready('Unknown')], 'NotReady'],
    [{}, [ready('False'), ready('True')], 'Ready'],
    [{ unschedulable: true }, [ready('True')], 'Ready,SchedulingDisabled'],
    [{ unschedulable: false }, [], 'Unknown'],
    [{ unschedulable: true }, [], 'Unknown,SchedulingDisabled'],
  ])('of %j and %j is %s', (spec, conditions, text) => {
    expect(rowOf('/nodes', { spec, status: { conditions } })[1]).toBe(text);
  });

  it.each([
    [{ 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/etcd': 'true' }, 'etcd,worker'],
    [{ 'kubernetes.io/role': 'worker', 'node-role.kubernetes.io/worker': '' }, 'worker'],
    [{ 'kubernetes.io/role': 'edge' }, 'edge'],
    [{ 'kubernetes.io/role': '', 'node-role.kubernetes.io/': '', 'node-role.kubernetes.io/a': '' }, 'a'],
    [{ 'example.com/a-label-of-a-longer-name': 'x', 'node-role.kubernetes.io/a': '' }, 'a'],
    [{ 'kubernetes.io/role': '', 'node-role.kubernetes.io/': 'x', other: 'x' }, '<none>'],
  ])('labelled %j has the roles %s', (labels, text) => {
    expect(rowOf('/nodes', { metadata: { labels } })[2]).toBe(text);
  });

  it('tells of its system', () => {
    const addresses = [
      { type: 'Hostname', address: 'h' },
      { type: 'InternalIP', address: '192.0.2.1' },
      { type: 'InternalIP', address: 'fd00::1' },
      { type: 'ExternalIP', address: '198.51.100.1' },
    ];
    const nodeInfo = {
      ...{ kubeletVersion: 'v1', osImage: 'os', kernelVersion: '6.1' },
      ...{ containerRuntimeVersion: 'containerd://2', architecture: 'amd64' },
    };
    const row = rowOf('/nodes', { status: { addresses, nodeInfo } });
    expect(row.slice(4)).toEqual(['v1', '192.0.2.1', '198.51.100.1', 'os', '6.1 (amd64)', 'containerd://2']);
    const empty = { kernelVersion: '', osImage: '', containerRuntimeVersion: '' };
    const strange = { addresses: [{ type: 'ExternalIP', address: '' }], nodeInfo: { architecture: 'arm64', ...empty } };
    const bare = rowOf('/nodes', { status: strange });
    expect(bare.slice(5)).toEqual(['<none>', '', '<unknown>', '<unknown> (arm64)', '<unknown>']);
  });
});

describe('an event', () => {
  const involvedObject = { kind: 'Pod', name: 'p', fieldPath: 'spec.containers{c}' };
  const at = (second: number) => `1970-01-01T00:00:0${second}Z`;
  it('has a row in either form', () => {
    const source = { component: 'kubelet', host: 'n' };
    const said = { type: 'Normal', reason: 'Pulled' };
    const row = ['4s', 'Normal', 'Pulled', 'pod/p', 'spec.containers{c}', 'kubelet, n', 'done', '5s', 3, 'x'];
    const older = {
      ...said,
      involvedObject,
      message: ' done\n',
      source,
      firstTimestamp: at(0),
      lastTimestamp: at(1),
      count: 3,
    };
    expect(rowOf('/events', older)).toEqual(row);
    const newer = {
      ...{ apiVersion: 'events.k8s.io/v1', kind: 'Event', ...said, regarding: involvedObject, note: ' done\n' },
      ...{
        deprecatedSource: source,
        deprecatedFirstTimestamp: at(0),
        deprecatedLastTimestamp: at(1),
        deprecatedCount: 3,
      },
    };
    expect(rowOf('/events', newer)).toEqual(row);
  });

  it.each([
    [{}, '<unknown>', '<unknown>', 1],
    [{ eventTime: at(1) }, '4s', '4s', 1],
    [{ firstTimestamp: at(1), eventTime: at(2) }, '4s', '4s', 1],
    [{ firstTimestamp: null, eventTime: at(2) }, '3s', '3s', 1],
    [{ firstTimestamp: at(1), lastTimestamp: at(3), count: 2 }, '2s', '4s', 2],
    [{ firstTimestamp: at(1), lastTimestamp: null, count: 0 }, '4s', '4s', 1],
    [{ eventTime: at(1), count: 2, series: { lastObservedTime: at(4), count: 9 } }, '1s', '4s', 9],
    [{ eventTime: at(1), lastTimestamp: at(2), series: {} }, '<unknown>', '4s', 0],
  ])('of %j was last seen %s and first %s ago, %d times', (times, last, first, count) => {
    const row = rowOf('/events', { involvedObject, ...times });
    expect([row[0], row[7], row[8]]).toEqual([last, first, count]);
  });

  it.each([
    [{}, ''],
    [{ source: { component: 'c' } }, 'c'],
    [{ source: { component: 'c', host: 'h' }, reportingComponent: 'r', reportingInstance: 'i' }, 'c, h'],
    [{ source: { component: '', host: '' }, reportingComponent: 'r', reportingInstance: 'i' }, 'r, i'],
    [{ source: { host: 'h' } }, ', h'],
  ])('of %j comes from %j', (fields, text) => {
    expect(rowOf('/events', { involvedObject, ...fields })[5]).toBe(text);
  });

  it('of a thing without name or kind has a row', () => {
    expect(rowOf('/events', { involvedObject: { kind: 'Node' } })).toEqual([
      ...['<unknown>', '', '', 'node', '', '', '', '<unknown>', 1, 'x'],
    ]);
    expect(rowOf('/events', { involvedObject: {} })[3]).toBe('');
  });
});

describe('the row of', () => {
  const subjects = [
    { kind: 'User', name: 'u' },
    { kind: 'Group', name: 'g' },
    { kind: 'ServiceAccount', namespace: 'n', name: 's' },
    { kind: 'ServiceAccount', name: 't' },
    { kind: 'User', name: 'v' },
    { kind: 'Group', name: 'h' },
  ];
  const binding = { roleRef: { kind: 'Role', name: 'r' }, subjects };
  it.each([
    ['a namespace', '/namespaces', { status: { phase: 'Active' } }, ['Active', '5s']],
    ['a lease', 'coordination.k8s.io/leases', { spec: { holderIdentity: 'h' } }, ['h', '5s']],
    [
      'a class of priority',
      'scheduling.k8s.io/priorityclasses',
      { value: 7, globalDefault: true, preemptionPolicy: 'Never' },
      [7, true, '5s', 'Never'],
    ],
    ['a binding', 'rbac.authorization.k8s.io/rolebindings', binding, ['Role/r', '5s', 'u, v', 'g, h', 'n/s, /t']],
    ['a role', 'rbac.authorization.k8s.io/roles', {}, ['1970-01-01T00:00:00Z']],
  ])('%s', (_what, table, object, cells) => {
    expect(rowOf(table, object)).toEqual(['x', ...cells]);
  });
});
