import type { GateProblem } from '../../../check/observed.ts';
import type { ClientConditions } from '../../client-conditions.ts';
import type { CompiledMiddleware, Exchange } from '../decision/exchange.ts';
import type { SourceRef } from '../model/dynamic-configuration.ts';
import type { ServiceContext } from '../providers/crd-services.ts';
import type { Middleware, NameRef, TraefikObjects } from '../read-objects.ts';
import type { Options } from './kit/options.ts';

/** What becomes of a middleware: something that takes requests, the names of others in its place, or upstream's words for why not. */
export type Built =
  | Pick<CompiledMiddleware, 'handle' | 'login'>
  | { readonly members: readonly string[] }
  | { readonly problem: string };

/** What building may ask for. */
export interface BuildContext {
  /** Builds a service by its name in the provider of the middleware; what is wrong with it when it cannot be built. */
  readonly service: (name: string) => { readonly problem: string } | undefined;
}

/** What a client meets at a middleware, as far as the object itself says it. */
export type Admission =
  | { readonly kind: 'passes' }
  /** Clients of the ranges pass, others get the status. `forwarded`: the address that counts is not that of the connection. */
  | {
      readonly kind: 'list';
      readonly ranges: readonly string[];
      readonly status: number;
      readonly forwarded: boolean;
    }
  /** Another server is asked, and decides. */
  | { readonly kind: 'asks'; readonly address: string }
  /** Everyone is answered here; with `login` those who log in pass. */
  | {
      readonly kind: 'ends';
      readonly status: readonly number[];
      readonly redirectScheme?: string;
      readonly login?: boolean;
    };

/** How the options of the CRD become those of the configuration, where they differ. Upstream: crd/kubernetes.go. */
interface CrdReading {
  /** Place among the types that are read so: of two that cannot be read the first is logged. */
  readonly place: number;
  /** What the log calls it: `Error while reading LABEL middleware`. */
  readonly label: string;
  /** Throws a Refusal in upstream's words. */
  readonly read: (context: ServiceContext, object: SourceRef, options: Options) => Options;
}

/** A case that shows what the middleware does; the examples of a model are its test. */
export interface MiddlewareExample {
  /** End of the sentence `TYPE …`. */
  readonly says: string;
  /** Options as they stand in the configuration, after the CRD was read. */
  readonly options: Options;
  /** What differs from `GET http://a.example.org/x` of client 192.0.2.1. */
  readonly request?: Partial<Omit<Exchange, 'headers'>> & { readonly headers?: Readonly<Record<string, string>> };
  /** A status, or what else becomes of the request. */
  readonly gives: number | 'passes' | 'asks' | 'unknown' | { readonly problem: string };
  /** Path the server sees. */
  readonly path?: string;
}

/** Everything known of one type of middleware: one file, found by its name in `index.ts`. */
export interface MiddlewareModel {
  /** Its name in the configuration and the CRD, e.g. `ipAllowList`. */
  readonly type: string;
  /** Upstream file that decides. */
  readonly source: string;
  /** What is modelled of it, as a line of the coverage page. */
  readonly does: string;
  readonly notModelled?: string;
  readonly crd?: CrdReading;
  readonly build: (options: Options, context: BuildContext) => Built;
  /** What clients are promised; without it, or where it gives nothing, that is not known from the objects. */
  readonly admits?: (options: Options, request: Pick<Exchange, 'tls'>) => Admission | undefined;
  /** What it holds the address of a client against; without it, nothing. */
  readonly conditions?: (options: Options) => ClientConditions;
  /** Whether it can keep strangers out of what lies behind it. */
  readonly guards?: true;
  /** Middlewares that stand in its place; a reference without a namespace means the one of the object. */
  readonly members?: (options: Options) => readonly NameRef[];
  /** Options as the API shows them once the middleware is built, given how a name is qualified. */
  readonly shown?: (options: Options, qualified: (name: string) => string) => Options;
  /** What is wrong with an object that is of no concern to the configuration: Traefik does not say it. */
  readonly problems?: (object: Middleware, objects: TraefikObjects) => readonly GateProblem[];
  readonly examples: readonly MiddlewareExample[];
}
