import type { Cluster } from '../cluster/cluster.ts';
import type { Controller } from '../cluster/controller.ts';
import type { Pod } from '../kube/types.ts';
import type { Lab } from './lab.ts';

/** A name or address that clients ask for. */
export interface DrilledHost {
  readonly name: string;
  readonly addresses: readonly string[];
  /** `namespace/name` of the Services that its requests go to. */
  readonly backends: readonly string[];
  /** `namespace/name` of the Secret with its certificate; empty where none is shown. */
  readonly certificate: string;
}

/** A platform that has come up, in which a fault looks for what it can hit. Nothing is changed in it. */
export interface FaultPlatform {
  readonly cluster: Cluster;
  readonly lab?: Lab;
  /** Nobody says which nodes there are: they are made up. */
  readonly nodesAssumed: boolean;
  readonly hosts: readonly DrilledHost[];
  /** Whether a pod is the entry that requests come by. */
  readonly isGate: (pod: Pod) => boolean;
  /** The pods behind `namespace/name`. */
  readonly podsBehind: (service: string) => Promise<readonly Pod[]>;
}

/** Seconds from the fault: the least, and the most. */
export type Span = readonly [least: number, most: number];

/** What becomes of a host by what the objects say, without playing it. */
export type Foretold =
  | {
      readonly from: Span;
      /** Left out: it does not end by itself. */
      readonly until?: Span;
      readonly sees: string;
      readonly reason: string;
      readonly source: string;
    }
  | { readonly unknown: string; readonly knownBy: string };

/** One thing that a fault can hit. */
export interface FaultTarget {
  /** Short, e.g. the node's name. */
  readonly name: string;
  /** Machines that are gone from that moment on. */
  readonly machines?: readonly string[];
  /** What is done to the cluster. */
  readonly strike?: (cluster: Cluster) => Promise<void>;
  /** What somebody does for a while. */
  readonly actor?: () => Controller;
  /** Nobody can write to the API any more. */
  readonly controlPlaneLost?: boolean;
  /** No source can be fetched any more. */
  readonly sourcesLost?: boolean;
  /** What is known without playing it; undefined where the play says it. */
  readonly foretell?: (host: DrilledHost) => Promise<Foretold | undefined>;
  /** What else is to be said, once it is over. */
  readonly remarks?: (cluster: Cluster) => Promise<readonly string[]>;
}

/** What a fault can hit; why it can hit nothing; or what must be known to say it. */
export type FaultScope =
  | { readonly targets: readonly FaultTarget[] }
  | { readonly none: string }
  | { readonly unknown: string; readonly knownBy: string };

/** Something that breaks: one file in `faults` of the system that it befalls, named for its id. */
export interface Fault {
  /** Kebab-case. */
  readonly id: string;
  /** What happens, e.g. `a node dies`. */
  readonly summary: string;
  /** For a table: at most 20 characters with the name of what is hit. */
  readonly short: string;
  /** Who notices it, and when, by upstream's rule. */
  readonly notices: string;
  readonly upstream: string;
  /** It is played in pairs with others. */
  readonly pairs?: true;
  readonly find: (platform: FaultPlatform) => Promise<FaultScope>;
}
