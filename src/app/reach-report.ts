import type { Visitor } from '../cluster/network.ts';
import type { schemaVersion } from './up-report.ts';

/** What becomes of the requests of some clients. */
export interface ReachAnswer {
  /**
   * `reached`: a backend gets them. `sent-on`: they are redirected. `refused`: the gate answers itself, with an error. `no-answer`: no
   * connection comes about. `not-known`: `reason` says what is missing.
   */
  readonly does: 'reached' | 'sent-on' | 'refused' | 'no-answer' | 'not-known';
  /** Of the gate; 0 where the backend gives it, or there is none. */
  readonly status: number;
  /** `namespace/name` of the Service, or one of the gate's own such as `api@internal`; empty when none gets them. */
  readonly backend: string;
  /** Where a redirect leads to. */
  readonly to?: string;
  readonly reason?: string;
  /** The addresses of these clients, all of them: addresses, CIDRs and ranges `first-last`, ascending. */
  readonly clients: readonly string[];
}

/** What becomes of the requests of one kind of visitor. */
export interface ReachAccess {
  /** `anybody`: nobody has signed in. Else who has, e.g. `one of admins`, `with the password`. */
  readonly who: string;
  readonly visitor?: Visitor;
  /** Disjoint; together they hold every address of the family. */
  readonly answers: readonly ReachAnswer[];
}

/** One host and path at one address, and from where it is reachable. */
export interface ReachRow {
  /** As a route has it: `*` stands for every name, `*.` before a domain for every name below it. The address where no gate answers. */
  readonly host: string;
  readonly path: string;
  /** `tcp` or `udp` where bytes are passed on, whatever is spoken in them. */
  readonly scheme: 'http' | 'https' | 'tcp' | 'udp';
  /** The address and port that clients connect to. */
  readonly address: string;
  readonly port: number;
  /** A request that shows it. */
  readonly url: string;
  /** Whose address it is: `namespace/name` of a Service, or `node NAME`. */
  readonly owner: string;
  /** Nodes that answer for the address, the first of them now; empty when nobody does. */
  readonly nodes: readonly string[];
  /** `Kind/namespace/name` of the objects whose routes it comes from; empty where no gate answers. */
  readonly objects: readonly string[];
  /** `namespace/name` of the certificate's Secret, or what is in its place; empty without TLS. */
  readonly certificate: string;
  /** What the pods see in place of the client's address; empty when they see it. Conditions are then held against these. */
  readonly seenAs: readonly string[];
  readonly login: 'none' | 'asked' | 'not-known';
  /** Of `anybody` first. */
  readonly access: readonly ReachAccess[];
}

/** Networks by the names they are called by. */
export interface NamedNetwork {
  readonly name: string;
  readonly ranges: readonly string[];
}

/** Everything that is reachable, and from where: the JSON output of `gatehouse trace --all`. */
export interface ReachReport {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the lab, or of the repository's folder. */
  readonly lab: string;
  readonly networks: readonly NamedNetwork[];
  readonly rows: readonly ReachRow[];
  /** Routes of which it is not known what they take. */
  readonly unknown: readonly {
    readonly object: string;
    readonly route: string;
    readonly reason: string;
    readonly knownBy?: string;
  }[];
}
