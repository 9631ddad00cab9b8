import { describe, expect, it } from 'vitest';
import type { Pod, StatefulSet } from '../../kube/types.ts';
import { stepStateful } from './stateful-set.ts';

const revision = (name: string) => ({ metadata: { name } }) as never;

interface State {
  readonly ready?: boolean;
  readonly deleting?: boolean;
  readonly finished?: boolean;
  readonly revision?: string;
}

function podOf(ordinal: number, { ready = true, deleting = false, finished = false, revision = 'new' }: State): Pod {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `db-${ordinal}`,
      namespace: 'default',
      labels: { 'controller-revision-hash': revision },
      ...(deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: { containers: [] },
    status: { phase: finished ? 'Failed' : 'Running', conditions },
  } as Pod;
}

type Spec = Partial<StatefulSet['spec']>;

/** What is done next, as text: `+1` makes a pod, `-1` takes it away. */
function next(states: Readonly<Record<number, State>>, spec: Spec = {}): readonly string[] {
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate' }, ...spec },
  } as StatefulSet;
  const pods = Object.entries(states).map(([ordinal, state]) => podOf(Number(ordinal), state));
  const now = Date.parse('2026-01-01T00:00:00Z');
  const step = stepStateful({ set, pods, current: revision('old'), update: revision('new'), now });
  return [
    ...step.create.map(({ ordinal, revision: { metadata } }) => `+${ordinal} ${metadata.name}`),
    ...step.remove.map(({ metadata }) => `-${metadata.name.slice(3)}`),
  ];
}

const well: State = {};
const ill: State = { ready: false };
const old: State = { revision: 'old' };
const parallel: Spec = { podManagementPolicy: 'Parallel' };

describe('a stateful set in order', () => {
  it.each<[string, Readonly<Record<number, State>>, Spec, readonly string[]]>([
    ['begins with the first pod alone', {}, {}, ['+0 new']],
    ['makes none of none', {}, { replicas: 0 }, []],
    ['makes one when it is not told how many', {}, { replicas: undefined }, ['+0 new']],
    ['makes no second when it is not told how many', { 0: well }, { replicas: undefined }, []],
    ['makes the second when the first is ready', { 0: well }, {}, ['+1 new']],
    ['waits for the first pod that is not ready', { 0: ill }, {}, []],
    ['waits until the first has been ready for long enough', { 0: well }, { minReadySeconds: 10 }, []],
    ['makes none behind one that is not ready', { 0: well, 1: ill }, {}, []],
    ['makes a missing one before it looks further', { 0: well, 2: ill }, {}, ['+1 new']],
    ['replaces one that failed, and waits', { 0: { finished: true }, 1: well, 2: well }, {}, ['-0']],
    ['waits for one that is going', { 0: { deleting: true }, 1: well, 2: well, 3: well }, {}, []],
    ['takes none of the surplus away while one is not ready', { 0: well, 1: ill, 2: well, 3: well, 4: well }, {}, []],
    ['takes the last of the surplus away first', { 0: well, 1: well, 2: well, 3: well, 4: well }, {}, ['-4']],
    ['waits for the last to be gone', { 0: well, 1: well, 2: well, 3: well, 4: { deleting: true } }, {}, []],
    ['updates from the end', { 0: old, 1: old, 2: old }, {}, ['-2']],
    ['goes on with the next when the last is ready', { 0: old, 1: old, 2: well }, {}, ['-1']],
    ['updates none while an updated one is not ready', { 0: old, 1: old, 2: ill }, {}, []],
    ['updates none while an old one is not ready', { 0: { ...old, ready: false }, 1: old, 2: old }, {}, []],
    [
      'leaves what lies below the partition',
      { 0: old, 1: old, 2: well },
      { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
      [],
    ],
    [
      'makes pods below the partition by the old template',
      { 1: well, 2: well },
      { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
      ['+0 old'],
    ],
    ['updates nothing by itself on delete', { 0: old, 1: old, 2: old }, { updateStrategy: { type: 'OnDelete' } }, []],
    ['counts from its first ordinal', { 5: well }, { replicas: 2, ordinals: { start: 5 } }, ['+6 new']],
  ])('%s', (_what, states, spec, expected) => {
    expect(next(states, spec)).toEqual(expected);
  });
});

describe('a stateful set in parallel', () => {
  it.each<[string, Readonly<Record<number, State>>, Spec, readonly string[]]>([
    ['makes all at once', {}, {}, ['+0 new', '+1 new', '+2 new']],
    ['makes those behind one that is not ready', { 0: ill }, {}, ['+1 new', '+2 new']],
    ['takes all the surplus away at once', { 0: ill, 1: well, 2: well, 3: well, 4: well }, {}, ['-4', '-3']],
    ['updates none while one is made', { 0: old, 1: old }, {}, ['+2 new']],
    ['updates none while the last of the surplus goes', { 0: old, 1: old, 2: old, 3: { deleting: true } }, {}, []],
    ['updates one after the other nevertheless', { 0: old, 1: old, 2: ill }, {}, []],
  ])('%s', (_what, states, spec, expected) => {
    expect(next(states, { ...parallel, ...spec })).toEqual(expected);
  });
});

it('a stateful set that is being deleted does nothing', () => {
  const metadata = { name: 'db', deletionTimestamp: '2026-01-01T00:00:00Z' };
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { replicas: 3 } } as StatefulSet;
  const step = stepStateful({ set, pods: [], current: revision('old'), update: revision('new'), now: 0 });
  expect(step).toEqual({ create: [], remove: [] });
});
