import type { LabNode } from '../../lab/lab-core.ts';
import type { NodeRelease } from '../roles.ts';
import type { MigrationStep } from './step.ts';

/** A side of a migration: its nodes, and what they run. */
export interface RunningNodes {
  readonly nodes: readonly LabNode[];
  readonly releases: readonly NodeRelease[];
}

/**
 * What a person does where machines are to run another version: the control planes first, one node at a time, each empty meanwhile
 * (kubernetes.io, version skew policy: no kubelet is newer than the API server, and the API server goes one minor version at a time).
 */
export function upgradeSteps(from: RunningNodes, to: RunningNodes): readonly MigrationStep[] {
  const stay = to.nodes.filter(({ name }) => from.nodes.some((node) => node.name === name));
  const ordered = [...stay].sort((a, b) => rank(a) - rank(b));
  return to.releases.flatMap((release) => {
    const old = from.releases.find(({ name }) => name === release.name);
    if (!old || old.version === release.version || stay.length === 0) return [];
    const unknown = doubtOf(old.version, release.version);
    const steps = release.once ? [onceStep(release, release.once)] : ordered.map((node) => nodeStep(release, node));
    return steps.map((step, i) => (i === 0 && unknown !== undefined ? { ...step, unknown } : step));
  });
}

const rank = ({ role }: LabNode): number => (role === 'control-plane' ? 0 : 1);

function nodeStep(release: NodeRelease, node: LabNode): MigrationStep {
  const { name, role } = node;
  const isControlPlane = role === 'control-plane';
  return {
    ...{
      id: `upgrade-${idOf(release)}-${name}`,
      title: `Bring ${name} to ${release.name} ${release.version}`,
      by: 'person',
    },
    todo: [
      `kubectl drain ${name} --ignore-daemonsets --delete-emptydir-data`,
      ...(release.onNode?.(node) ?? []),
      `kubectl wait --for=condition=Ready node/${name} --timeout=10m`,
      `kubectl uncordon ${name}`,
    ],
    why: isControlPlane
      ? 'control planes first, one at a time: no kubelet may be newer than the API, and etcd needs more than half of its members'
      : 'after the control planes, and one at a time: its pods move while it still runs',
    ...{ needs: [], gives: [] },
    action: { type: 'renew', node: name, ...(release.isKubelet && { kubelet: release.version }) },
  };
}

const onceStep = (release: NodeRelease, todo: readonly string[]): MigrationStep => ({
  ...{ id: `upgrade-${idOf(release)}`, title: `Bring the cluster to ${release.name} ${release.version}`, by: 'person' },
  ...{ todo, why: 'once for all nodes: the tool takes the control planes first', needs: [], gives: [] },
  action: { type: 'wait', seconds: 0 },
});

const idOf = ({ name }: NodeRelease): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** Why nobody can say what an upgrade does, where it skips minor versions or goes back. */
function doubtOf(old: string, now: string): string | undefined {
  const read = (version: string) => /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  const [before, after] = [read(old), read(now)];
  if (!before || !after) return `which of ${old} and ${now} is the newer one`;
  const difference = after.map((part, i) => part - before[i]!).find((part) => part !== 0) ?? 0;
  if (difference < 0)
    return `what becomes of a cluster that goes back from ${old} to ${now}: upstream does not support it`;
  if (before[0] === after[0] && after[1]! - before[1]! <= 1) return undefined;
  return `what becomes of a cluster that skips minor versions from ${old} to ${now}: upstream goes one at a time`;
}
