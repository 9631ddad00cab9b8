import type { Cluster } from '../cluster/cluster.ts';
import type { PlayedAnswer, PodRequest, Visitor } from '../cluster/network.ts';
import type { Pod } from '../kube/types.ts';
import type { ClientConditions } from './client-conditions.ts';

/** Somebody who asks for what lies behind a login, and what he must be answered. */
export interface PlayedVisitor {
  /** Undefined for somebody who has not signed in. */
  readonly visitor?: Visitor;
  /** In words, e.g. `one of admins`. */
  readonly who: string;
  readonly status: number;
  /** Where a redirect must lead to. */
  readonly redirectTo?: string;
}

/** Whom to play for a request, so that it shows who may enter; or why that is not known. */
export type Visitors = (asked: {
  readonly host: string;
  readonly path: string;
  /** Address of the client. */
  readonly from: string;
}) => readonly PlayedVisitor[] | { readonly unknown: string };

/** What people sign in at. */
export interface SignIn {
  /** Headers that the browser of somebody who has signed in sends to a host. */
  readonly headers: (cluster: Cluster, visitor: Visitor, host: string) => Promise<Readonly<Record<string, string>>>;
  /** Who may enter, by the settings of a pod that a gate asks at a path; undefined when the pod is none of its own, or does not answer there. */
  readonly visitors: (cluster: Cluster, pod: Pod, path: string) => Promise<Visitors | undefined>;
  /** What the answers of its pods hold the address of a client against. */
  readonly conditions: (cluster: Cluster) => Promise<ClientConditions>;
}

/** What is known of the servers that a gate asks before it lets a request through. */
export interface AskedServers {
  /** What the pod at an address and port answers; undefined when that is not known. */
  readonly answer: (address: string, port: number, request: PodRequest) => Promise<PlayedAnswer | undefined>;
  /** Who may enter by the settings of the pod at an address, asked at a path; undefined when that is not known. */
  readonly visitors: (address: string, path: string) => Promise<Visitors | undefined>;
}
