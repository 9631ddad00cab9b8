import type { Runtime } from '../../core/runtime.ts';
import type { KindRef, UnknownObject } from '../../kube/object.ts';
import type { Pod } from '../../kube/types.ts';
import type { AdmissionWebhook } from '../admission.ts';
import type { Cluster } from '../cluster.ts';
import type { Controller, ControllerContext } from '../controller.ts';
import type { Adoption } from './adopt.ts';
import type { EndlessWork } from './scheduling/endless-work.ts';

/** The HTTPS API of an embedded cluster, on loopback. */
export interface ServedApi {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** PEM of the CA that signed the server's certificate. */
  readonly ca: string;
  /** Text of a kubeconfig for it (contains the token: write it 0600). */
  readonly kubeconfig: string;
  readonly close: () => Promise<void>;
}

/** Finds where a port of a pod is served on this machine; undefined when nothing of the pod listens there. */
export type PodDialer = (
  pod: Pod,
  port: number,
) => Promise<{ readonly host: string; readonly port: number } | undefined>;

export interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  /** How the pods are reached by forwards and proxies; without it they are not. */
  readonly dialPod?: PodDialer;
}

export interface RunOptions {
  /** Looked at whenever no work is due at the present instant; true ends the run. */
  readonly until?: () => boolean | Promise<boolean>;
  /** Virtual seconds this run may take. */
  readonly limitSeconds: number;
  /** Moves the clock on to the limit also where nothing is left to be done. */
  readonly whole?: boolean;
}

export interface RunResult {
  /** `done`: `until` held; `idle`: no work and no timer left; `limit`: the time was used up; `endless`: work at one instant went on for ever. */
  readonly reason: 'done' | 'idle' | 'limit' | 'endless';
  /** Virtual seconds that passed. */
  readonly seconds: number;
  /** Whose work it was that went on for ever; only with reason `endless`. */
  readonly endless?: readonly string[];
}

/** An in-process Kubernetes: versioned store, API, deterministic scheduler and clock. Knows no controller by name. */
export interface EmbeddedCluster {
  /** In-process client with all rights. */
  readonly cluster: Cluster;
  /** Milliseconds since the epoch: virtual, or from `start()` on running at real pace. */
  readonly now: () => number;
  /** The number of the last change: what was read of the cluster holds until it grows. */
  readonly revision: () => number;
  /** How many changes there were, but for objects of these kinds: what was read without them holds until it grows. */
  readonly changesBeside: (kinds: readonly KindRef[]) => number;
  readonly context: ControllerContext;
  /** Takes over the objects of another cluster as they are; before any controller is added. */
  readonly adopt: (objects: readonly UnknownObject[]) => Adoption;
  /** Adds controllers; returns a function that switches them off again. */
  readonly addControllers: (controllers: readonly Controller[]) => () => void;
  /**
   * Makes validating admission webhooks known: `by-objects`, they are asked when a ValidatingWebhookConfiguration names their path and
   * their Service has a ready endpoint; `assumed`, always.
   */
  readonly addWebhooks: (webhooks: readonly AdmissionWebhook[], reached: 'by-objects' | 'assumed') => void;
  /** Runs due work in a fixed order and jumps the clock from timer to timer. Only while not started. */
  readonly run: (options: RunOptions) => Promise<RunResult>;
  /** From now on the clock runs at real pace (from where virtual time stands) and work runs when due. */
  readonly start: () => void;
  readonly serve: (options?: ServeOptions) => Promise<ServedApi>;
  /** Errors that controllers ran into, newest last, at most 100; `reason` is the API's, where it was a refusal. */
  readonly failures: () => readonly {
    readonly controller: string;
    readonly request: string;
    readonly message: string;
    readonly reason: string | undefined;
  }[];
  /** Work of controllers that never ended, in the order it was found; counted while time is virtual. */
  readonly endless: () => readonly EndlessWork[];
  /**
   * A copy as it stands, that lives on by itself: the same objects, revision, kinds and webhooks, the clock where it is now. No controller
   * runs in it yet, and nobody watches.
   */
  readonly fork: (runtime: Runtime) => EmbeddedCluster;
  /** Stops clock, controllers, watches and servers. */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedOptions {
  readonly runtime: Runtime;
  /** Milliseconds since the epoch at which virtual time starts; default `runtime.now()`. */
  readonly startTime?: number;
  /** CIDRs of cluster IPs, first = primary family. Default 10.43.0.0/16. */
  readonly serviceCidrs?: readonly string[];
  /** e.g. `v1.36.3`. */
  readonly kubernetesVersion?: string;
}
