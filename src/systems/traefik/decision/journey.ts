import type { Hop } from '../../../cluster/network.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { chooseCertificate } from '../tls/certificates.ts';
import { tlsOptionsOf } from '../tls/tls-options.ts';
import type { DecideOptions, Decision, EntryRequest, Outcome } from './decision.ts';
import type { Answer, Exchange, ResponseEdit } from './exchange.ts';
import { buildTrust, rewriteForwarded, type TrustCheck } from './forwarded.ts';

/** A request under way, with what has become of it so far. */
export interface Journey {
  readonly configuration: Configuration;
  readonly options: DecideOptions;
  readonly hops: Hop[];
  readonly edits: ResponseEdit[];
  readonly passed: string[];
  readonly exchange: Exchange;
  readonly optionsName: string | undefined;
  certificate?: string;
  /** Servers of all children of a weighted service, when none is picked. */
  reach?: readonly string[];
  router?: string;
  service?: string;
  ambiguous?: readonly string[];
}

const trusts = new WeakMap<object, TrustCheck>();

function trustOf(configuration: Configuration, entryPoint: string): TrustCheck {
  const settings = configuration.static.entryPoints.get(entryPoint)?.forwardedHeaders ?? {
    insecure: false,
    trustedIPs: [],
    notAppendXForwardedFor: false,
  };
  const known = trusts.get(settings);
  if (known) return known;
  const trust = buildTrust(settings);
  trusts.set(settings, trust);
  return trust;
}

/** Lets a request in at its entry point: forwarded headers are distrusted or filled in. */
export function startJourney(
  configuration: Configuration,
  request: EntryRequest,
  options: DecideOptions,
  { path, query }: Pick<Exchange, 'path' | 'query'>,
): Journey {
  const headers = new Map<string, string[]>();
  for (const [name, values] of request.headers) headers.set(name, values as string[]);
  const trusted = trustOf(configuration, request.entryPoint)(request.remoteAddress);
  rewriteForwarded(headers, request, trusted, options.hostname ?? 'traefik');
  const { method, host, remoteAddress, tls, entryPoint } = request;
  const exchange: Exchange = { method, host, path, query, headers, remoteAddress, tls };
  const hop: Hop = {
    at: 'entry-point',
    decision: entryPoint,
    reason: `${tls ? 'TLS' : 'clear'} request from ${remoteAddress}; forwarded headers are ${trusted ? 'believed' : 'dropped'}`,
    source: 'pkg/middlewares/forwardedheaders/forwarded_header.go',
  };
  const optionsName = tls ? tlsOptionsOf(configuration, entryPoint, request.serverName ?? '') : 'default';
  return { configuration, options, hops: [hop], edits: [], passed: [], exchange, optionsName };
}

/** Chooses TLS options and certificate; false when the connection is closed. */
export function handshake(journey: Journey, request: EntryRequest): boolean {
  const { configuration, optionsName, hops, options } = journey;
  const close = (reason: string, source: string): false => {
    hops.push({ at: 'certificate', decision: 'connection closed', reason, source });
    return false;
  };
  if (optionsName === undefined) {
    return close(
      'the TLS options of this server name are broken',
      'pkg/server/router/tcp/manager.go buildEntryPointHandler',
    );
  }
  const strict = configuration.tlsOptions.get(optionsName)?.sniStrict ?? false;
  const serverName = request.serverName ?? '';
  const choice = chooseCertificate(configuration.certificates, serverName, options.localAddress ?? '', strict);
  const source = 'pkg/tls/certificate_store.go GetBestCertificate';
  if (choice.kind === 'refused')
    return close(
      `TLS: strict SNI enabled - No certificate found for domain: "${serverName}", closing connection`,
      source,
    );
  journey.certificate =
    choice.kind === 'asked'
      ? `resolver ${choice.certificate.resolver}`
      : (choice.certificate?.secret ?? 'TRAEFIK DEFAULT CERT');
  const reason = {
    certificate: `covers ${serverName || 'the local address'}`,
    asked: `the resolver gets one for ${serverName || 'the local address'}; taken for granted that the authority signs it`,
    default: `the default: no other certificate is for ${serverName || 'a client that names no server'}`,
  }[choice.kind];
  hops.push({
    at: 'certificate',
    decision: journey.certificate,
    reason: `${reason}; TLS options ${optionsName}`,
    source,
  });
  return true;
}

/** An answer of Traefik's own; the edits of the middlewares it passed on the way in apply to it as well. */
export function answered(journey: Journey, given: Answer): Decision {
  const headers = new Map<string, string[]>();
  for (const [name, value] of given.headers) headers.set(name, [...(headers.get(name) ?? []), value]);
  for (const edit of journey.edits.toReversed()) edit(headers);
  const pairs = [...headers].flatMap(([name, values]) => values.map((value) => [name, value] as const));
  const redirectTo = given.status >= 300 && given.status < 400 ? headers.get('Location')?.[0] : undefined;
  return finish(journey, {
    status: given.status,
    allowed: false,
    body: given.body,
    headers: pairs,
    ...(redirectTo ? { redirectTo } : {}),
  });
}

/** The decision as it stands. */
export function finish(journey: Journey, partial: Partial<Outcome> & { allowed: boolean }): Decision {
  const { hops, passed, router, service, certificate, ambiguous } = journey;
  const outcome: Outcome = {
    servers: [],
    headers: [],
    ...partial,
    middlewares: passed,
    ...(router ? { router } : {}),
    ...(service ? { service } : {}),
    ...(certificate ? { certificate } : {}),
  };
  return { hops, outcome, ...(ambiguous ? { ambiguous } : {}) };
}
