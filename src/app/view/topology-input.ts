import type { AddressRow, RouteRow } from '../../check/observed.ts';
import type { ClusterReader } from '../../cluster/cluster.ts';
import type { Finding } from '../../core/finding.ts';
import type { Pod } from '../../kube/types.ts';
import type { Lab } from '../../systems/lab.ts';
import type { ReachRow } from '../reach-report.ts';
import type { CertificateRow } from '../up-report.ts';

/** What a topology is drawn of. */
export interface TopologyInput {
  readonly name: string;
  readonly lab?: Lab;
  readonly cluster: ClusterReader;
  readonly addresses: readonly AddressRow[];
  readonly routes: readonly RouteRow[];
  readonly certificates: readonly CertificateRow[];
  readonly reach: readonly ReachRow[];
  readonly findings: readonly Finding[];
  /** Whether a pod is one of an entry proxy's. */
  readonly isGate: (pod: Pod) => boolean;
}

/** The gates by the address that leads to them. */
export type GatesAt = ReadonlyMap<string, readonly string[]>;
