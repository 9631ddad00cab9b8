import type { UnknownObject } from '../../../kube/object.ts';
import type { WrittenRoute } from '../../system.ts';
import type { RouterTls } from '../model/dynamic-configuration.ts';
import type { EntryPoint, StaticConfiguration } from '../model/static-configuration.ts';
import type { NameRef, TraefikObjects } from '../read-objects.ts';
import { type AskingRouter, askedCertificates } from '../tls/asked-certificates.ts';
import { matchesNames } from '../tls/certificates.ts';
import { type Choice, chooseClients, type Family, type GuardRef, type VisitorsAt } from './clients.ts';
import type { Taken, Target } from './paths.ts';

/** What promises are read from. */
export interface Reading {
  readonly configuration: StaticConfiguration;
  readonly objects: TraefikObjects;
  /** Objects with routes of kinds that are not modelled. */
  readonly others: readonly UnknownObject[];
  /** Family of the clients to play. */
  readonly family: Family;
  /** Entry points of a route that names none. */
  readonly fallback: readonly string[];
  readonly visitorsAt?: VisitorsAt;
}

/** What a route promises. */
export interface RoutePromise {
  readonly route: WrittenRoute;
  readonly entryPoints: readonly string[];
  /** Whether the object names its entry points itself. */
  readonly named: boolean;
  /** Whether the object itself asks for TLS; an entry point may ask for it too. */
  readonly tls: boolean;
  readonly targets: readonly Target[];
  /** Whether its rule takes a request, of those that are asked for or of others. */
  readonly takes: Taken['takes'];
  readonly backends: readonly string[];
  /** Whether Traefik's own pages answer. */
  readonly own: boolean;
  /** Hosts for which a certificate is promised on an entry point, whose TLS counts where the route has none of its own (pkg/server/aggregator.go applyModel). */
  readonly certificate: (host: string, entryTls: RouterTls | undefined) => boolean;
  /** Whom to play on an entry point with TLS, or without. */
  readonly clients: (tls: boolean, entryPoint: EntryPoint) => Choice;
}

/** A route that is there, and of which nothing can be promised. */
export interface UnreadRoute {
  readonly route: WrittenRoute;
  readonly unknown: string;
  readonly knownBy?: string;
  /** What it takes where it is, as far as that can be told. */
  readonly entryPoints?: readonly string[];
  readonly takes?: Taken['takes'];
  /** Requests that come to it, though it is not known what answers. */
  readonly targets?: readonly Target[];
  readonly tls?: boolean;
  readonly named?: boolean;
}

export type Read = RoutePromise | UnreadRoute;

export const isPromise = (read: Read): read is RoutePromise => !('unknown' in read);

/** Entry points that are for the cluster's inside. Upstream: pkg/config/static DefaultInternalEntryPointName. */
const inwardEntryPoint = 'traefik';

/** A route of an object, as it is named in what is said of it. */
export function writtenRoute(object: string, route: string, entryPoints: readonly string[]): WrittenRoute {
  const inward = entryPoints.length > 0 && entryPoints.every((name) => name === inwardEntryPoint);
  const where = `entry point${entryPoints.length === 1 ? '' : 's'} ${entryPoints.join(', ') || 'of its own'}`;
  return { id: `${object} ${route}`, object, where, inward };
}

/** The clients of a route behind its middlewares and, before them, those of the entry point. Upstream: pkg/server/aggregator.go applyModel. */
export const readClients =
  ({ objects, family, visitorsAt }: Reading, refs: readonly GuardRef[]): RoutePromise['clients'] =>
  (tls, { middlewares }) => {
    const before = middlewares.map((each) => crdMiddleware(each, objects));
    return chooseClients(objects, [...before, ...refs], { family, tls, ...(visitorsAt ? { visitorsAt } : {}) });
  };

/** `namespace-name@kubernetescrd` as the Middleware it stands for; the border between the two names is found among what exists. */
export function crdMiddleware(reference: string, objects: TraefikObjects): NameRef {
  const [joined] = reference.split('@');
  const found = objects.middlewares.find(({ metadata }) => `${metadata.namespace}-${metadata.name}` === joined);
  return found ? { name: found.metadata.name, namespace: found.metadata.namespace } : { name: reference };
}

/** Whether a resolver that Traefik has gets a certificate for a host of a route. */
export const isAskedFor = ({ configuration }: Reading, router: AskingRouter, host: string): boolean =>
  askedCertificates(configuration.certificatesResolvers, [router], []).some(({ names }) => matchesNames(host, names));

/** Whether a TLSStore gives a default certificate: then whoever is served over TLS is promised one. */
export const hasDefaultCertificate = ({ tlsStores }: TraefikObjects): boolean =>
  tlsStores.some(({ metadata, spec }) => metadata.name === 'default' && spec?.defaultCertificate !== undefined);
