import type { Hop } from '../cluster/network.ts';
import type { KubeObject } from '../kube/object.ts';

/** One LoadBalancer address of a Service and who answers for it. */
export interface AddressRow {
  /** `namespace/name`. */
  readonly service: string;
  readonly ip: string;
  readonly pool: string;
  /** The node that announces it; empty when none does. */
  readonly node: string;
  /** Nodes that take over, in order. */
  readonly failover: readonly string[];
}

/** One expectation of a URL for one client, and what the socket answered. */
export interface RouteRow {
  readonly url: string;
  readonly host: string;
  readonly path: string;
  /** The LoadBalancer address that was asked. */
  readonly address: string;
  /** The client address the request came from. */
  readonly from: string;
  /** Whom that address stands for: `anyone`, `allowed`, `outside`. */
  readonly client: string;
  /** Who asked, where people sign in, e.g. `one of admins, two factors`. */
  readonly who?: string;
  /** What the objects promise, e.g. `200 hello/hello`, `308 → https`, `403`. */
  readonly expected: string;
  readonly observed: string;
  readonly ok: boolean;
  readonly router: string;
  readonly backend: string;
  /** `Kind/namespace/name` of what promises the answer; empty when nobody does. */
  readonly object: string;
}

/** When one object of the platform began and became ready, in virtual seconds from the start. */
export interface ConvergenceRow {
  readonly kind: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly startedAt: number;
  /** Undefined when it never became ready. */
  readonly readyAt?: number;
  readonly waitedFor: readonly string[];
  /** `namespace/name` of the Flux Kustomization that applied it. */
  readonly partOf?: string;
  /** The last condition's message when it is not ready, or ready by assumption only. */
  readonly message?: string;
  /** The last condition's reason when it is not ready, or ready by assumption only: `NotModelled` then. */
  readonly reason?: string;
}

/** A mistake that shows in what an entry system makes of its objects, in upstream's words. */
export interface GateProblem {
  /** Id of the rule that tells it. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** `Kind/namespace/name`; undefined where upstream names none. */
  readonly object?: string;
  /** Id of the one route of the object that it shows at; undefined where it is about all of it. */
  readonly at?: string;
  readonly message: string;
  readonly why: string;
  readonly hint: string;
  /** Ids of the routes that are lost by it. */
  readonly routes: readonly string[];
}

/** Why a promise was not kept, in upstream's words. */
export type Cause = Pick<GateProblem, 'code' | 'message' | 'why' | 'hint'>;

/** A promise that was not kept, the routes that make it, and why, as far as anybody says. */
export interface BrokenPromise {
  readonly row: RouteRow;
  readonly routes: readonly string[];
  readonly cause?: Cause;
}

/** A route of which nothing can be said, why, and what would make it known. */
export interface UnknownRoute {
  readonly object: string;
  /** Id of the one route that is meant; undefined where it is about all of the object. */
  readonly at?: string;
  readonly reason: string;
  readonly knownBy?: string;
  /** Id of the rule that tells it, where that is not the one for any route that nobody asked for. */
  readonly code?: string;
}

/** What was asked, and what could not be asked. */
export interface Verification {
  /** A row for each promise and address that leads to it. */
  readonly routes: readonly RouteRow[];
  readonly broken: readonly BrokenPromise[];
  /** Routes of which nothing can be promised, and why; each once. */
  readonly unknown: readonly UnknownRoute[];
  /** What entry systems say is wrong with their objects. */
  readonly problems: readonly GateProblem[];
  /** Routes that lead nowhere outside, and are not meant to. */
  readonly inward: readonly UnknownRoute[];
}

/** Who answers for a LoadBalancer address on the wire. */
export interface AddressExplanation {
  /** Name of the pool the address is from; empty when none holds it. */
  readonly pool: string;
  /** Nodes that may announce it: the first does, the others take over in this order. Empty: nobody does. */
  readonly nodes: readonly string[];
  readonly hops: readonly Hop[];
  /** The address that pods behind it see of every client, where the way to them changes it, and the hop that tells so. */
  readonly seenAs?: { readonly address: string; readonly hop: Hop };
}

/** Why an object is not ready, in upstream's words, and the object that says so. */
export interface FirstCause {
  /** Id of the rule that tells it; where it has none of its own, that of whatever never became ready. */
  readonly code?: string;
  readonly object: KubeObject;
  readonly message: string;
  readonly hint: string;
}

/** Where a route stands in its object: the id `Kind/namespace/name rules[0].http.paths[1]` gives `spec`, `rules`, 0, `http`, `paths`, 1. */
export function pathOfRoute(id: string | undefined): readonly (string | number)[] | undefined {
  const steps = id?.split(' ')[1]?.match(/[^.[\]]+/g);
  return steps ? ['spec', ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))] : undefined;
}
