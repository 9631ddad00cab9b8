import { describe, expect, test } from 'vitest';
import { explainRefusal, readRefusals } from './explain-schedule.ts';

describe("the scheduler's message", () => {
  test.each([
    [
      '0/3 nodes are available: 1 Insufficient memory, 2 node(s) had untolerated taint(s). preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
      [
        { nodes: 2, says: 'node(s) had untolerated taint(s)' },
        { nodes: 1, says: 'Insufficient memory' },
      ],
    ],
    [
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
      [{ says: 'pod has unbound immediate PersistentVolumeClaims' }, { says: 'not found' }],
    ],
    [
      '0/2 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/2 nodes are available: 2 Preemption is not helpful.',
      [{ says: 'persistentvolumeclaim "data" not found' }],
    ],
    [
      '0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }.',
      [{ nodes: 2, says: 'node(s) had untolerated taint {node.kubernetes.io/unreachable: }' }],
    ],
    [
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
      [{ nodes: 1, says: "node(s) didn't match Pod's node affinity/selector" }],
    ],
    ['no nodes available to schedule pods', [{ says: 'no nodes available to schedule pods' }]],
  ])('is read by its reasons: %s', (message, refusals) => {
    expect(readRefusals(message)).toEqual(refusals);
  });

  test('of words that are not known is explained by nothing', () => {
    expect(explainRefusal('node(s) were shy')).toBeUndefined();
  });
});
