import type { Hop } from '../../../cluster/network.ts';
import type { ServicePlan } from '../services/build-services.ts';
import type { AuthAnswer, AuthRequest, Exchange, ResponseEdit } from './exchange.ts';
import type { IncomingRequest } from './request.ts';

export interface Outcome {
  /** Status the client sees; undefined when a server decides it, or when it is unknown. */
  readonly status?: number;
  /** Whether the request reaches a server or one of Traefik's own services. */
  readonly allowed: boolean;
  readonly router?: string;
  readonly service?: string;
  /** URLs, one of which gets the request. */
  readonly servers: readonly string[];
  readonly middlewares: readonly string[];
  readonly redirectTo?: string;
  readonly body?: string | Uint8Array;
  readonly headers: readonly (readonly [string, string])[];
  /** `namespace/secret` of the certificate shown, or the name of the generated one. */
  readonly certificate?: string;
  /** Why the outcome cannot be said. */
  readonly unknown?: string;
}

/** A request on its way to a server. */
export interface Forward {
  readonly plan: ServicePlan;
  readonly exchange: Exchange;
  readonly edits: readonly ResponseEdit[];
}

export interface Decision {
  readonly hops: readonly Hop[];
  readonly outcome: Outcome;
  /** Routers of equal rank that match: upstream leaves open which one wins; the first of them is followed here. */
  readonly ambiguous?: readonly string[];
  /** Set when the request goes on. */
  readonly forward?: Forward;
  /** Set when an auth server has to be asked first: go on with its answer (undefined = it cannot be reached). */
  readonly pending?: { readonly request: AuthRequest; readonly resume: (answer: AuthAnswer | undefined) => Decision };
}

export interface DecideOptions {
  /** Picks the child of a weighted service; default the first with a weight. */
  readonly pick?: (
    name: string,
    children: readonly { readonly plan: ServicePlan; readonly weight: number }[],
  ) => ServicePlan | undefined;
  /** Name of the machine Traefik runs on, for X-Forwarded-Server. */
  readonly hostname?: string;
  /** Takes the client for a user with a good password wherever one is asked for. */
  readonly loggedIn?: boolean;
  /** The address the connection came in on, for choosing a certificate without a server name. */
  readonly localAddress?: string;
}

/** A request together with the entry point it arrives at. */
export interface EntryRequest extends IncomingRequest {
  readonly entryPoint: string;
}
