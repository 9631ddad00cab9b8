import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

const at = (second: number) => `1970-01-01T00:00:0${second}Z`;
const restarted = (restartCount: number, second?: number) => ({
  restartCount,
  lastState: second === undefined ? {} : { terminated: { finishedAt: at(second) } },
});
const container = (state: object, more: object = {}) => ({ name: 'c', restartCount: 0, state, ...more });
const running = container({ running: {} }, { ready: true });
const holds = (type: string, status = 'True') => ({ type, status });
const sidecar = { name: 's', restartPolicy: 'Always' };
const goingOn = { name: 's', started: true, state: { running: {} } };

/** Ready, status and restarts of a pod of one container. */
const shown = (status: object, spec: object = {}, metadata: object = {}) =>
  rowOf('/pods', { spec: { containers: [{ name: 'c' }], ...spec }, status, metadata }).slice(1, 4);

describe('the main containers of a pod', () => {
  const done = container({ terminated: { exitCode: 0, reason: 'Completed' } });
  const failed = container({ terminated: { exitCode: 1, reason: 'Error' } });
  it.each([
    [{ phase: 'Running', containerStatuses: [running] }, '1/1', 'Running'],
    [{ phase: 'Running', reason: 'Evicted' }, '0/1', 'Evicted'],
    [{ phase: 'Running', reason: '' }, '0/1', 'Running'],
    [{ phase: 'Running', containerStatuses: [container({ running: {} }, { ready: false })] }, '0/1', 'Running'],
    [{ phase: 'Running', containerStatuses: [container({}, { ready: true })] }, '0/1', 'Running'],
    [{ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'A' } })] }, '0/1', 'A'],
    [{ phase: 'Pending', containerStatuses: [container({ waiting: {} })] }, '0/1', 'Pending'],
    [{ phase: 'Running', containerStatuses: [container({ waiting: { reason: 'A' } }), failed] }, '0/1', 'A'],
    [{ phase: 'Failed', containerStatuses: [failed] }, '0/1', 'Error'],
    [{ phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3 } })] }, '0/1', 'ExitCode:3'],
    [
      { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3, signal: 9 } })] },
      '0/1',
      'Signal:9',
    ],
    [
      { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 0, signal: 0 } })] },
      '0/1',
      'ExitCode:0',
    ],
    [{ phase: 'Failed', containerStatuses: [container({ terminated: {} })] }, '0/1', 'ExitCode:0'],
    [{ phase: 'Succeeded', containerStatuses: [done] }, '0/1', 'Completed'],
    [{ phase: 'Running', conditions: [holds('Ready')], containerStatuses: [done] }, '0/1', 'Completed'],
    [{ phase: 'Running', containerStatuses: [{ name: 'c', restartCount: 0, ready: true }] }, '0/1', 'Running'],
    [
      { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3, reason: '' } })] },
      '0/1',
      'ExitCode:3',
    ],
    [{ phase: 'Running', conditions: [holds('Ready')], containerStatuses: [done, running] }, '1/1', 'Running'],
    [
      { phase: 'Running', conditions: [holds('Ready', 'False')], containerStatuses: [done, running] },
      '1/1',
      'NotReady',
    ],
    [{ phase: 'Running', containerStatuses: [done, failed] }, '0/1', 'Error'],
    [{ phase: 'Running', containerStatuses: [done, failed, running] }, '1/1', 'Error'],
    [{ phase: 'Running', conditions: [holds('Ready')], containerStatuses: [failed, running] }, '1/1', 'Error'],
  ])('of %j make it %s and %s', (status, ready, text) => {
    expect(shown(status)).toEqual([ready, text, '0']);
  });

  it('wait for their gates', () => {
    const gated = (reason: string, type = 'PodScheduled') =>
      shown({ phase: 'Pending', conditions: [{ type, reason }] })[1];
    expect(gated('SchedulingGated')).toBe('SchedulingGated');
    expect(gated('Unschedulable')).toBe('Pending');
    expect(gated('SchedulingGated', 'Other')).toBe('Pending');
  });
});

describe('the init containers of a pod', () => {
  const init = (state: object) => ({
    phase: 'Pending',
    initContainerStatuses: [{ name: 'i', restartCount: 2, state }],
  });
  const two = { initContainers: [{ name: 'i' }, { name: 'j' }] };
  const done = { name: 'i', restartCount: 1, state: { terminated: { exitCode: 0 } } };
  it.each([
    [init({ running: {} }), ['0/1', 'Init:0/2', '2']],
    [{ initContainerStatuses: [{ ...goingOn, ...restarted(2, 1) }] }, ['0/1', 'Init:0/2', '2 (4s ago)']],
    [init({ waiting: { reason: 'PodInitializing' } }), ['0/1', 'Init:0/2', '2']],
    [init({ waiting: {} }), ['0/1', 'Init:0/2', '2']],
    [init({ waiting: { reason: 'CrashLoopBackOff' } }), ['0/1', 'Init:CrashLoopBackOff', '2']],
    [init({ terminated: { exitCode: 2 } }), ['0/1', 'Init:ExitCode:2', '2']],
    [init({ terminated: { exitCode: 2, signal: 9 } }), ['0/1', 'Init:Signal:9', '2']],
    [init({ terminated: { exitCode: 2, reason: 'Error' } }), ['0/1', 'Init:Error', '2']],
    [init({ terminated: { exitCode: 0 } }), ['0/1', 'Pending', '0']],
    [{ phase: 'Pending', initContainerStatuses: [done, { ...done, state: {} }] }, ['0/1', 'Init:1/2', '2']],
    [{ phase: 'Pending', initContainerStatuses: [{ ...done, state: undefined }] }, ['0/1', 'Init:0/2', '1']],
    [{ ...init({ running: {} }), conditions: [holds('Initialized', 'False')] }, ['0/1', 'Init:0/2', '2']],
    [
      { ...init({ running: {} }), conditions: [holds('Initialized')], containerStatuses: [running] },
      ['1/1', 'Init:0/2', '0'],
    ],
    [{ ...init({ running: {} }), containerStatuses: [running] }, ['0/1', 'Init:0/2', '2']],
  ])('of %j are shown as %j', (status, cells) => {
    expect(shown(status, two)).toEqual(cells);
  });

  it('of which nothing is declared still are counted', () => {
    expect(shown(init({ running: {} }))[1]).toBe('Init:0/0');
    expect(rowOf('/pods', { status: init({ running: {} }) })[2]).toBe('Init:0/0');
  });

  const besides = { initContainers: [sidecar, { name: 'i' }] };
  it.each([
    [[{ ...goingOn, restartCount: 0, ready: true }], ['2/2', 'Running', '0']],
    [[{ ...goingOn, restartCount: 0, ready: false }], ['1/2', 'Running', '0']],
    [[{ ...goingOn, restartCount: 3, ready: true }], ['2/2', 'Running', '3']],
    [[{ ...goingOn, started: false, restartCount: 3 }], ['0/2', 'Init:0/2', '3']],
    [[{ ...goingOn, name: 'i', restartCount: 3, ready: true }], ['0/2', 'Init:0/2', '3']],
    [
      [
        { ...goingOn, ...restarted(1, 1) },
        { ...done, ...restarted(5, 3) },
      ],
      ['1/2', 'Running', '1 (4s ago)'],
    ],
    [
      [
        { ...goingOn, ...restarted(1, 3) },
        { ...done, ...restarted(5, 1) },
      ],
      ['1/2', 'Running', '1 (2s ago)'],
    ],
    [[{ ...goingOn, ...restarted(0, 3) }], ['1/2', 'Running', '0']],
    [
      [
        { ...goingOn, ...restarted(1) },
        { ...goingOn, ...restarted(2) },
      ],
      ['1/2', 'Running', '3'],
    ],
  ])('that go on beside the main ones, of %j, are shown as %j', (initContainerStatuses, cells) => {
    expect(shown({ phase: 'Running', initContainerStatuses, containerStatuses: [running] }, besides)).toEqual(cells);
  });
});

describe('the restarts of a pod', () => {
  it.each([
    [[restarted(2, 1), restarted(3, 4)], [], '5 (1s ago)'],
    [[restarted(2, 4), restarted(3, 1)], [], '5 (1s ago)'],
    [[restarted(2)], [], '2'],
    [[restarted(0, 4)], [], '0'],
    [[restarted(1, 1)], [restarted(4, 4)], '1 (4s ago)'],
    [[restarted(1)], [restarted(0, 4)], '1'],
    [[{ restartCount: 1 }], [], '1'],
  ])('of the containers %j after the init containers %j are %s', (main, before, text) => {
    const done = { name: 'i', state: { terminated: { exitCode: 0 } } };
    const initContainerStatuses = before.map((each) => ({ ...done, ...each }));
    const containerStatuses = main.map((each) => ({ ...running, ...each }));
    expect(shown({ phase: 'Running', initContainerStatuses, containerStatuses })[2]).toBe(text);
  });
});

describe('a pod', () => {
  const deletionTimestamp = at(0);
  it.each([
    [{ phase: 'Running' }, 'Terminating'],
    [{ phase: 'Running', reason: 'Evicted' }, 'Terminating'],
    [{ phase: 'Running', reason: 'NodeLost' }, 'Unknown'],
    [{ phase: 'Succeeded' }, 'Succeeded'],
    [{ phase: 'Failed' }, 'Failed'],
  ])('of %j that is deleted is %s', (status, text) => {
    expect(shown(status, {}, { deletionTimestamp })[1]).toBe(text);
  });

  it('that is deleted before anything is known of it is Terminating', () => {
    expect(rowOf('/pods', { metadata: { deletionTimestamp } })[2]).toBe('Terminating');
  });

  it('whose node is lost says so until it is deleted', () => {
    expect(shown({ phase: 'Running', reason: 'NodeLost' })[1]).toBe('NodeLost');
  });

  it('tells where it is and what it waits for', () => {
    const readinessGates = ['a', 'b', 'c'].map((conditionType) => ({ conditionType }));
    const conditions = [holds('a'), holds('b', 'False'), holds('b'), holds('d')];
    const status = { podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }], nominatedNodeName: 'm', conditions };
    const row = rowOf('/pods', { spec: { nodeName: 'n', readinessGates }, status });
    expect(row.slice(5)).toEqual(['10.0.0.1', 'n', 'm', '1/3']);
    const none = { spec: { nodeName: '', readinessGates: [] }, status: { podIPs: [], nominatedNodeName: '' } };
    expect(rowOf('/pods', none).slice(5)).toEqual(['<none>', '<none>', '<none>', '<none>']);
    expect(rowOf('/pods', { status: { podIPs: [{ ip: '' }] } })[5]).toBe('<none>');
  });
});
