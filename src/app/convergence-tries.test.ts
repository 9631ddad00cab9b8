import { expect, test } from 'vitest';
import type { Cluster, WatchEvent } from '../cluster/cluster.ts';
import type { Condition, UnknownObject } from '../kube/object.ts';
import { followConvergence } from './convergence.ts';

const kind = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };

/** What is told in the end of an object whose condition Ready went through these states. */
function toldOf(...conditions: readonly Omit<Condition, 'type'>[]) {
  let tell: (event: WatchEvent) => void = () => undefined;
  const cluster = {
    now: () => 0,
    watch: (_: unknown, onEvent: (event: WatchEvent) => void) => {
      tell = onEvent;
      return () => undefined;
    },
  } as unknown as Cluster;
  const convergence = followConvergence(cluster, [kind], () => undefined);
  for (const condition of conditions) {
    const status = { conditions: [{ type: 'Ready', ...condition }] };
    const object: UnknownObject = { ...kind, metadata: { name: 'apps', namespace: 'flux-system' }, status };
    tell({ type: 'MODIFIED', object });
  }
  const [row] = convergence.rows();
  convergence.stop();
  return row && { ready: row.readyAt !== undefined, message: row.message, reason: row.reason };
}

const trying = { status: 'Unknown', reason: 'Progressing', message: 'Reconciliation in progress' } as const;
const failed = { status: 'False', reason: 'BuildFailed', message: 'kustomize build failed' } as const;
const ready = { status: 'True', reason: 'Succeeded', message: 'Applied' } as const;

test.each([
  ['the first try says that it is under way', [trying], trying],
  ['between two tries the last failure stays said', [trying, failed, trying], failed],
  ['also when it is tried again and again', [failed, trying, failed, trying, trying], failed],
  ['what was ready once and is tried anew has no failure to tell', [failed, trying, ready, trying], trying],
])('%s', (_, conditions, { message, reason }) => {
  expect(toldOf(...conditions)).toMatchObject({ message, reason });
});
