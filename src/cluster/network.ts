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

/** An HTTP request as it reaches a port of a pod. */
export interface PodRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Values by name in lower case; several of one name joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a pod answers. */
export interface PodAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Somebody who has signed in wherever a login is asked for. */
export interface Visitor {
  readonly user: string;
  readonly groups: readonly string[];
  /** How many factors were shown: a password alone is one. */
  readonly factors: 1 | 2;
}

/** What a pod of a known program answers, with the reason and the upstream rule; or why that is not known. */
export type PlayedAnswer =
  | (PodAnswer & { readonly reason: string; readonly source: string })
  | { readonly unknown: string };
