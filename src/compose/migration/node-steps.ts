import type { LabNode } from '../../lab/lab-core.ts';
import { listOf } from '../../lab/list-of.ts';
import { markSteps } from './mark-steps.ts';
import type { MigrationStep } from './step.ts';
import { type RunningNodes, upgradeSteps } from './upgrade-steps.ts';

/** Fact: a machine has joined the cluster. */
const nodeFact = (name: string): string => `node:${name}`;

/** What a person does with machines: those that come and those that go, those that run another version, and what is another of those that stay. */
export function nodeSteps(
  from: RunningNodes,
  to: RunningNodes,
): { readonly join: readonly MigrationStep[]; readonly leave: readonly MigrationStep[] } {
  const missing = (some: readonly LabNode[], others: readonly LabNode[]) =>
    some.filter(({ name }) => !others.some((other) => other.name === name));
  const staying = to.nodes.flatMap((now) => {
    const old = from.nodes.find(({ name }) => name === now.name);
    return old ? [{ old, now, marks: markSteps(old, now) }] : [];
  });
  return {
    join: [
      ...staying.filter(({ old, now }) => isMoved(old, now)).map(({ now }) => moveStep(now)),
      ...upgradeSteps(from, to),
      ...missing(to.nodes, from.nodes).map(joinStep),
      ...staying.flatMap(({ marks }) => marks.first),
    ],
    leave: [...staying.flatMap(({ marks }) => marks.last), ...missing(from.nodes, to.nodes).map(leaveStep)],
  };
}

const isMoved = (old: LabNode, now: LabNode): boolean =>
  old.role !== now.role || listOf(old.address).join() !== listOf(now.address).join();

const placeOf = ({ address, role }: LabNode): string =>
  `at ${listOf(address).join(', ')} as ${role === 'worker' ? 'a worker' : 'a control plane'}`;

const moveStep = (node: LabNode): MigrationStep => ({
  ...{ id: `move-${node.name}`, title: `Let ${node.name} join anew ${placeOf(node)}`, by: 'person' },
  todo: [
    `kubectl drain ${node.name} --ignore-daemonsets --delete-emptydir-data`,
    `kubectl delete node ${node.name}`,
    `set the machine up ${placeOf(node)}; its files are in the rendered repository`,
    `kubectl wait --for=condition=Ready node/${node.name} --timeout=10m`,
  ],
  ...{ why: 'a node keeps its address and its role as long as it is in the cluster', needs: [], gives: [] },
  unknown: `what becomes of ${node.name} at another address or in another role: it is not played`,
  action: { type: 'wait', seconds: 0 },
});

const joinStep = (node: LabNode): MigrationStep => ({
  id: `join-${node.name}`,
  title: `Let ${node.name} join the cluster`,
  by: 'person',
  todo: [
    `set the machine up ${placeOf(node)}; its files are in the rendered repository`,
    `kubectl wait --for=condition=Ready node/${node.name} --timeout=10m`,
  ],
  why: 'what is to run on it waits for it',
  needs: [],
  gives: [nodeFact(node.name)],
  action: { type: 'nodes', join: [node.name], leave: [] },
});

const leaveStep = ({ name }: LabNode): MigrationStep => ({
  id: `leave-${name}`,
  title: `Take ${name} out of the cluster`,
  by: 'person',
  todo: [`kubectl drain ${name} --ignore-daemonsets --delete-emptydir-data`, `kubectl delete node ${name}`],
  why: 'its pods move while it still runs, so that volumes are let go of in order',
  needs: [],
  gives: [],
  action: { type: 'nodes', join: [], leave: [name] },
});
