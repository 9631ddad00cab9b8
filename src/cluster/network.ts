import type { Pod } from '../kube/types.ts';

/**
 * The wire between a client and the pods, as data: what answers at an address and port, and how a request got there.
 * Implemented over a Cluster's objects by whoever owns the semantics; used by the gate, the prober and `trace`.
 */
export interface Hop {
  /** Where: `name`, `address`, `node`, `service`, `entry-point`, `router`, `middleware`, `endpoint`, `certificate` … */
  readonly at: string;
  readonly decision: string;
  readonly reason: string;
  /** The upstream rule behind it. */
  readonly source: string;
}

/** Where a connection to an address and port ends up. */
export interface Destination {
  readonly hops: readonly Hop[];
  /** The pods one of which gets the connection; empty when nobody answers. */
  readonly pods: readonly { readonly pod: Pod; readonly port: number }[];
  /** The client address the pod sees; undefined when upstream leaves it open (e.g. rewritten to some node's address). */
  readonly clientAddress: string | undefined;
  /** `answered`, or how it fails: nobody announces, connection refused, filtered … */
  readonly outcome: 'delivered' | 'unreachable' | 'refused' | 'filtered';
}
