import type { AddressExplanation } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Destination, Visitor } from '../cluster/network.ts';
import type { SeenAddress } from '../controlplane/networking/masquerade.ts';
import type { Pod, Service } from '../kube/types.ts';
import type { ClientBook } from '../operate/client-book.ts';
import type { SharedNotes } from '../operate/shared-notes.ts';
import type { ControllerOptions, Gate, LoopbackSocket } from '../systems/system.ts';

/** What has an address that clients reach: a Service, or a node by itself. */
export type AddressOwner = { readonly service: Service } | { readonly node: string };

/** One port of one address that clients reach, and where it is served on loopback. */
export interface ServedPort {
  readonly owner: AddressOwner;
  readonly ip: string;
  readonly port: number;
  readonly protocol: PortProtocol;
  readonly host: string;
  readonly localPort: number;
}

/** What a port carries; nothing is played of SCTP. */
export type PortProtocol = 'TCP' | 'UDP';

/** The cluster whose network is played. */
export interface WireOptions {
  readonly cluster: Cluster;
  readonly installed?: ControllerOptions['installed'];
  /** Tries `8000 + port` on 127.0.0.1 first, so that a person can remember it. */
  readonly memorablePorts?: boolean;
  /** The number of the cluster's last change: as long as it stays, so does every way through the network. Unknown: each is looked for anew. */
  readonly revision?: () => number;
}

/** The network of an embedded platform, played on loopback. */
export interface Wire {
  readonly clients: ClientBook;
  /** Who plays which client from another thread. */
  readonly notes: SharedNotes;
  /** The same for datagrams: local ports of both are counted apart. */
  readonly datagramClients: ClientBook;
  readonly gates: readonly Gate[];
  /** Who answers now for the first address of a Service, or for the one named. */
  readonly explain: (service: Service, address?: string) => Promise<AddressExplanation | undefined>;
  /** What the network does with a connection from a client to a served address and port. */
  readonly forward: (to: Reachable, clientAddress: string) => Promise<WireDestination>;
  /** Where a port of a pod is served on loopback; undefined when nothing of the pod listens there. */
  readonly socketOf: (pod: Pod, port: number, protocol?: PortProtocol) => Promise<LoopbackSocket | undefined>;
  /** Headers that the browser of somebody who has signed in sends to a host. */
  readonly headersOf: (visitor: Visitor, host: string) => Promise<Readonly<Record<string, string>>>;
  /** Serves every LoadBalancer address there is now, and the ports of nodes that a gate has; those served already stay. Resolves to all that are served. */
  readonly serve: () => Promise<readonly ServedPort[]>;
  /** Lets a person's own connections to a served port come from this client address. */
  readonly playVisitors: (served: Pick<ServedPort, 'ip' | 'port' | 'protocol'>, client: string) => void;
  readonly close: () => Promise<void>;
}

/** An address and port, and whose they are. */
export type Reachable = Pick<ServedPort, 'owner' | 'ip' | 'port'> & { readonly protocol?: PortProtocol };

/** Where a connection ends up, and by whose announcement. */
export interface WireDestination extends Destination {
  readonly explanation?: AddressExplanation;
  /**
   * Client addresses as the pod may see them: one where the network keeps the client's, several where it rewrites it and how depends on
   * what the objects do not say. Never empty.
   */
  readonly views: readonly SeenAddress[];
  /** The first of them. */
  readonly seenAs: string;
}
