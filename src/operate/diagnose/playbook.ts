import type { KindRef, UnknownObject } from '../../kube/object.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** How sure a cause is: it is seen itself, it is what usually stands behind the symptom, or it would explain it. */
export type Likelihood = 'certain' | 'likely' | 'possible';

/** What may stand behind a symptom. */
export interface Cause {
  readonly likelihood: Likelihood;
  /** What is so, in one sentence without an end stop. */
  readonly cause: string;
  /** What was seen that speaks for it: a line of a status, an event or a log, with the object that says it. Never a secret value. */
  readonly evidence: readonly string[];
  /** What ends it. */
  readonly fix: string;
  /** What a person may type to look closer or to mend it. */
  readonly commands?: readonly string[];
  /** `Kind/namespace/name` of the object that has the cause, where it is another than the one that shows it: what that one shows comes first. */
  readonly at?: string;
}

/** Something that is not as it should be, and what may stand behind it. */
export interface Symptom {
  /** `Kind/namespace/name` of the object that shows it. */
  readonly object: string;
  /** What it shows, in one sentence without its name: `has no address`. */
  readonly shows: string;
  /** Default is `error`: something does not work. `warning`: it works, and will not for ever. */
  readonly severity?: 'error' | 'warning';
  /** At least one, the most likely first. */
  readonly causes: readonly [Cause, ...Cause[]];
}

/** A small cluster: its objects as an API server would list them, logs, and whose wire addresses are heard. */
export interface PlaybookExample {
  readonly objects: readonly UnknownObject[];
  /** Last lines of a container before it ended, by `namespace/pod/container`. */
  readonly logs?: Readonly<Record<string, readonly string[]>>;
  /** Link-layer address that answers for an IP address. */
  readonly neighbours?: Readonly<Record<string, string>>;
  /** What the clock of the cluster says, RFC 3339; default is `2026-01-01T12:00:00Z`. */
  readonly now?: string;
}

/** One way in which a cluster is ill, and what stands behind it. A playbook reads what is there, and changes nothing. */
export interface Playbook {
  /** Kebab-case; equals the name of its file. */
  readonly id: string;
  /** One line for the reference page: what a person sees. */
  readonly symptom: string;
  /** The upstream rule with its source file. */
  readonly why: string;
  /** Kinds that it reads, beside Pods, Nodes and Events. */
  readonly reads: readonly KindRef[];
  readonly diagnose: (seen: SeenCluster) => readonly Symptom[] | Promise<readonly Symptom[]>;
  readonly examples: { readonly healthy: readonly PlaybookExample[]; readonly ill: readonly PlaybookExample[] };
}
