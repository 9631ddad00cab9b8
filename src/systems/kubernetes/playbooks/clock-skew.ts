import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Lease, type Node } from '../../../kube/types.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const leaseNamespace = 'kube-node-lease';
/** Milliseconds apart that no delay explains. */
const apart = 30_000;
/** Milliseconds from which tokens and certificates fail. */
const grave = 300_000;

/** When the API server, by its own clock, took the last renewal; undefined where that is not told. */
function takenAt({ metadata }: Lease): number | undefined {
  const times = (metadata.managedFields ?? []).flatMap(({ time }) => (time === undefined ? [] : [Date.parse(time)]));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Milliseconds by which the clock of a node is ahead of the cluster's, behind where negative; undefined where it is near enough or not known. */
function skewOf(node: Node, seen: SeenCluster): number | undefined {
  const lease = seen.find<Lease>(kinds.Lease, node.metadata.name, leaseNamespace);
  const renewed = Date.parse(lease?.spec?.renewTime ?? '');
  if (!lease || Number.isNaN(renewed) || conditionOf(node, 'Ready')?.status !== 'True') return undefined;
  const taken = takenAt(lease);
  // Without the time of the API server, only a renewal that has yet to come tells.
  const skew = taken === undefined ? Math.max(0, renewed - seen.now) : renewed - taken;
  return Math.abs(skew) > apart ? skew : undefined;
}

const print = (skew: number): string => `${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead' : 'behind'}`;

function symptomOf(node: Node, skew: number, { seen, all }: { seen: SeenCluster; all: boolean }): Symptom {
  const { name } = node.metadata;
  const lease = seen.find<Lease>(kinds.Lease, name, leaseNamespace);
  const cause: Cause = {
    likelihood: 'likely',
    cause: all
      ? 'the clock of the control plane, or of this machine, is wrong: every node differs from it'
      : 'nothing sets its clock',
    evidence: [`its lease was renewed at ${lease?.spec?.renewTime} by its own clock, which is ${print(skew)}`],
    fix: 'let chrony or systemd-timesyncd run and reach a time server (`timedatectl`); on Talos `talosctl time`, in machine.time.servers',
    commands: [`kubectl -n ${leaseNamespace} get lease ${name} -o jsonpath={.spec.renewTime}`],
  };
  return {
    object: printRef(node),
    shows: `has a clock that is ${skew > 0 ? 'ahead' : 'behind'}`,
    severity: Math.abs(skew) >= grave && !all ? 'error' : 'warning',
    causes: [cause],
  };
}

const byKubelet = {
  ...{ manager: 'kubelet', operation: 'Update', apiVersion: 'coordination.k8s.io/v1', fieldsType: 'FieldsV1' },
  fieldsV1: { 'f:spec': { 'f:renewTime': {} } },
};
const node = exampleOf(['v1', 'Node'], 'node-2', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
const other = exampleOf(['v1', 'Node'], 'node-1', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
const lease = (name: string, renewTime: string, taken?: string) =>
  exampleOf(['coordination.k8s.io/v1', 'Lease'], name, {
    namespace: leaseNamespace,
    metadata: taken ? { managedFields: [{ ...byKubelet, time: taken }] } : {},
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
  });

/** A node whose clock differs from that of the cluster. */
export const clockSkew: Playbook = {
  id: 'clock-skew',
  symptom: 'Certificates are not yet valid, tokens are refused, and times of events lie in the future.',
  why: 'a kubelet writes the time of its own clock into its lease (kubernetes staging/src/k8s.io/component-helpers/apimachinery/lease/controller.go), and the API server notes its own beside it (apimachinery pkg/util/managedfields/internal/managedfieldsupdater.go)',
  reads: [kinds.Lease],
  diagnose: (seen) => {
    const nodes = seen.list<Node>(kinds.Node);
    const skewed = nodes.flatMap((each) => {
      const skew = skewOf(each, seen);
      return skew === undefined ? [] : [[each, skew] as const];
    });
    const all = nodes.length > 1 && skewed.length === nodes.length;
    return skewed.map(([each, skew]) => symptomOf(each, skew, { seen, all }));
  },
  examples: {
    healthy: [
      { objects: [node, lease('node-2', '2026-01-01T11:59:30.000000Z')] },
      { objects: [node, lease('node-2', '2026-01-01T12:00:05.000000Z')] },
      { objects: [node, lease('node-2', '2026-01-01T11:40:00.000000Z')] },
      { objects: [node, lease('node-2', '2026-01-01T11:40:00.000000Z', '2026-01-01T11:40:01Z')] },
    ],
    ill: [
      {
        objects: [
          node,
          other,
          lease('node-2', '2026-01-01T12:10:00.000000Z'),
          lease('node-1', '2026-01-01T11:59:55.000000Z'),
        ],
      },
      { objects: [node, lease('node-2', '2026-01-01T11:56:00.000000Z', '2026-01-01T12:00:00Z')] },
      {
        objects: [
          node,
          other,
          lease('node-2', '2026-01-01T13:00:00.000000Z'),
          lease('node-1', '2026-01-01T13:00:00.000000Z'),
        ],
      },
    ],
  },
};
