import type { Json, KindRef, KubeObject, UnknownObject } from '../kube/object.ts';
import type { ResourceInfo } from '../kube/resource.ts';

export interface ListOptions {
  readonly namespace?: string;
  /** As kubectl's `-l`. */
  readonly labelSelector?: string;
  /** As kubectl's `--field-selector`. */
  readonly fieldSelector?: string;
}

export interface WriteOptions {
  /** Writes that part only, e.g. `status`. */
  readonly subresource?: string;
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
}

export interface DeleteOptions {
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  readonly gracePeriodSeconds?: number | bigint;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export type Patch =
  | { readonly type: 'json'; readonly body: readonly Json[] }
  | { readonly type: 'merge' | 'strategic'; readonly body: Json };

export interface WatchEvent<T extends KubeObject = UnknownObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

/** What whoever only looks needs of a cluster: a snapshot can give it, too. */
export type ClusterReader = Pick<Cluster, 'get' | 'list' | 'resources'>;
/** What is watched, and what a watcher is told beside the events. */
export interface WatchOptions extends ListOptions {
  /**
   * Called at most once, when the watch was refused or is lost; only the end is told after it. Without it such an error is nobody's, and
   * is thrown as one.
   */
  readonly onError?: (error: Error) => void;
  /** Called at most once, when nothing more will be told: the cluster stopped, or after an error. Not when the caller stops the watch. */
  readonly onEnd?: () => void;
}

/**
 * A Kubernetes cluster, embedded or live: whoever holds one does not know which.
 * Objects handed out are shared: never change them in place.
 * Every method rejects with {@link import('./status-error.ts').StatusError} when the API refuses.
 */
export interface Cluster {
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly now: () => number;
  /** The object, or undefined when there is none (a kind that is not served rejects). */
  readonly get: <T extends KubeObject = UnknownObject>(
    kind: KindRef,
    name: string,
    namespace?: string,
  ) => Promise<T | undefined>;
  /** All objects of a kind in order of namespace, then name. */
  readonly list: <T extends KubeObject = UnknownObject>(kind: KindRef, options?: ListOptions) => Promise<readonly T[]>;
  readonly create: <T extends KubeObject>(object: T, options?: WriteOptions) => Promise<T>;
  /** Replaces; a `resourceVersion` in the object is a precondition. */
  readonly update: <T extends KubeObject>(object: T, options?: WriteOptions) => Promise<T>;
  readonly patch: <T extends KubeObject = UnknownObject>(
    kind: KindRef,
    name: string,
    namespace: string | undefined,
    change: Patch & WriteOptions,
  ) => Promise<T>;
  /** Server-side apply. */
  readonly apply: <T extends KubeObject>(
    object: T,
    options: WriteOptions & { fieldManager: string; force?: boolean },
  ) => Promise<T>;
  readonly delete: (kind: KindRef, name: string, namespace?: string, options?: DeleteOptions) => Promise<void>;
  /** Calls `onEvent` for what is there (ADDED) and for every later change, in order, until the returned function is called. */
  readonly watch: <T extends KubeObject = UnknownObject>(
    kind: KindRef,
    onEvent: (event: WatchEvent<T>) => void,
    options?: WatchOptions,
  ) => () => void;
  /** What is served now, in order of group, version, plural. */
  readonly resources: () => Promise<readonly ResourceInfo[]>;
}
