import { type LabCore, type LabNode, listOf } from '../../lab/lab-core.ts';
import type { MigrationStep } from './step.ts';

/** Fact: a machine has joined the cluster. */
const nodeFact = (name: string): string => `node:${name}`;

/** What a person does with machines that come, and with those that go. */
export function nodeSteps(
  from: Pick<LabCore, 'nodes'>,
  to: Pick<LabCore, 'nodes'>,
): { readonly join: readonly MigrationStep[]; readonly leave: readonly MigrationStep[] } {
  const missing = (some: readonly LabNode[], others: readonly LabNode[]) =>
    some.filter(({ name }) => !others.some((other) => other.name === name));
  return {
    join: missing(to.nodes, from.nodes).map(joinStep),
    leave: missing(from.nodes, to.nodes).map(leaveStep),
  };
}

const joinStep = ({ name, address, role }: LabNode): MigrationStep => ({
  id: `join-${name}`,
  title: `Let ${name} join the cluster`,
  by: 'person',
  todo: [
    `set the machine up at ${listOf(address).join(', ')} as ${role === 'worker' ? 'a worker' : 'a control plane'}; its files are in the rendered repository`,
    `kubectl wait --for=condition=Ready node/${name} --timeout=10m`,
  ],
  why: 'what is to run on it waits for it',
  needs: [],
  gives: [nodeFact(name)],
  action: { type: 'nodes', join: [name], leave: [] },
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
