import type { DrillRow, HostRow, OutagePhase } from './drill-report.ts';

/** What shortens an outage, by what clients see the longest; in words of a lab file and of objects alike. */
export function adviceFor({ faults }: Pick<DrillRow, 'faults'>, { phases }: Pick<HostRow, 'phases'>): string {
  const longest = [...phases].sort((a, b) => lengthOf(b) - lengthOf(a))[0];
  if (!longest) return 'nothing is to be done';
  if (faults.includes('certificate-expires'))
    return 'look at what cert-manager says, and give the issuer what it needs';
  if (faults.includes('address-leased')) return 'take the address out of the range of the DHCP server';
  if (/announced it and is dead/.test(longest.reason))
    return 'MetalLB’s speakers need some seconds to miss one of theirs: no setting of layer 2 is faster; allow 10 s';
  if (longest.share < 0.999 && longest.until === undefined)
    return 'run three control planes: with one left, a node that is gone is noticed and its pods get no more requests';
  if (longest.share < 0.999)
    return 'the pods on the dead node count as ready until it is missed: a retry middleware, or a client that asks again, gets by';
  if (faults.includes('app-pod-dies') || faults.includes('node-drained') || faults.includes('gate-pod-dies'))
    return 'run two replicas on different nodes (`replicas: 2`, spread by topologySpreadConstraints or podAntiAffinity)';
  return 'run two replicas on different nodes (`replicas: 2`, spread by topologySpreadConstraints or podAntiAffinity); one replica alone follows sooner with tolerationSeconds below 300 for node.kubernetes.io/unreachable, and a volume with it only if its storage lets go (Longhorn: nodeDownPodDeletionPolicy)';
}

const lengthOf = ({ share, from, until }: OutagePhase): number =>
  share * ((until?.[1] ?? Number.MAX_SAFE_INTEGER) - from[0]);
