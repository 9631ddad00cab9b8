import type { KindRef, KubeObject, UnknownObject } from '../kube/object.ts';
import type { Cluster, WatchEvent } from './cluster.ts';

/** What a controller is asked to look at: one object (or, for a controller of a whole, one fixed name). */
export interface Request {
  readonly namespace: string;
  readonly name: string;
}

/** A source of requests: a kind whose changes are mapped to requests (by default: the changed object itself). */
export interface ControllerWatch {
  readonly kind: KindRef;
  readonly requests?: (
    event: WatchEvent<UnknownObject>,
    cluster: Cluster,
  ) => readonly Request[] | Promise<readonly Request[]>;
}

export interface EventInput {
  readonly object: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** The component that reports, e.g. `metallb-controller`. */
  readonly source: string;
}

export interface ControllerContext {
  readonly cluster: Cluster;
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly now: () => number;
  /** In [0, 1), repeatable. */
  readonly random: () => number;
  readonly uid: () => string;
  /** Writes (or counts up) a core/v1 Event. */
  readonly record: (event: EventInput) => Promise<void>;
}

export interface ReconcileResult {
  /** Seconds until the same request is looked at again, whatever happens meanwhile. */
  readonly requeueAfter?: number;
}

/**
 * A thin loop around pure semantics: brings one request from what is observed to what is wanted, on any Cluster.
 * Requests with the same key are merged while they wait; one controller works on one request at a time.
 * A rejection is retried with back-off (5 ms doubled up to 1000 s, as controller-runtime).
 * It acts on what is, not on what changed, and remembers nothing that it could not read again: a fresh one in its place comes to the same
 * end. Its watches have seen all that is there before the first request is worked on.
 */
export interface Controller {
  /** `system/what`, e.g. `kubernetes/deployment`. */
  readonly id: string;
  /** It goes on by what it has read when the API server is gone: what it writes stands for what it does on the wire. */
  readonly actsAlone?: true;
  readonly watches: readonly ControllerWatch[];
  readonly reconcile: (request: Request, context: ControllerContext) => Promise<ReconcileResult | undefined>;
  /**
   * Called once before the first request, e.g. to seed objects. `enqueue` asks for a request later on: for what
   * fixed watches cannot tell, such as changes of kinds that are served only later. What it returns is called when the
   * controller is switched off.
   */
  readonly start?: (
    context: ControllerContext,
    enqueue: (request: Request) => void,
  ) => Promise<(() => void) | undefined>;
}
