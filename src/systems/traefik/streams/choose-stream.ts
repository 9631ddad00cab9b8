import type { Hop } from '../../../cluster/network.ts';
import { routerRuleDomains } from '../matching/router-rule.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { chooseCertificate } from '../tls/certificates.ts';
import type { TcpRoute } from './stream-configuration.ts';
import type { Connection } from './tcp-rule.ts';

/** A connection as it comes in on an entry point: TLS where its first bytes are a handshake. */
export interface ComingIn extends Connection {
  readonly tls: boolean;
}

/** Who gets a connection: Traefik's own server for HTTP, or a router of TCP; several where upstream leaves open which. */
export type StreamChoice = { readonly to: 'http' } | { readonly to: 'stream'; readonly routes: readonly TcpRoute[] };

/**
 * Decides whether a router of TCP gets a connection, before any HTTP is read.
 * Upstream: pkg/server/router/tcp/router.go ServeTCP.
 */
export function chooseStream(configuration: Configuration, entryPoint: string, coming: ComingIn): StreamChoice {
  const { clear = [], tls = [] } = configuration.streams.tcp.get(entryPoint) ?? {};
  if (clear.length === 0 && tls.length === 0) return { to: 'http' };
  const early = chooseEarly(configuration, entryPoint, coming.remoteAddress);
  if (early) return early;
  if (!coming.tls) {
    const found = winners(clear, coming);
    return found.length > 0 ? { to: 'stream', routes: found } : { to: 'http' };
  }
  if (namesHost(configuration, entryPoint, coming.serverName)) return { to: 'http' };
  const found = winners(tls, coming);
  // A route that is HostSNI(`*`) alone comes after HTTPS routers without a host.
  const isLast = found.some(({ rule }) => rule.catchesAll) && hasHttpsForAll(configuration, entryPoint);
  return found.length > 0 && !isLast ? { to: 'stream', routes: found } : { to: 'http' };
}

/**
 * Who gets a connection of which nothing has been read: where there are routers of TCP in clear and none of TLS at all, the client may wait
 * for the server to speak first.
 */
export function chooseEarly(
  configuration: Configuration,
  entryPoint: string,
  remoteAddress: string,
): StreamChoice | undefined {
  const { clear = [], tls = [] } = configuration.streams.tcp.get(entryPoint) ?? {};
  const http = configuration.entryPoints.get(entryPoint);
  const hasHttps = (http?.tls.routes.length ?? 0) > 0 || (http?.optionsByHost.size ?? 0) > 0;
  if (clear.length === 0 || tls.length > 0 || hasHttps) return undefined;
  const routes = winners(clear, { remoteAddress, serverName: '', alpn: [] });
  return routes.length > 0 ? { to: 'stream', routes } : undefined;
}

/** The first that matches, and those that are its equals: they are sorted by nothing else. */
function winners(routes: readonly TcpRoute[], connection: Connection): readonly TcpRoute[] {
  const matching = routes.filter(({ rule }) => rule.matches(connection));
  return matching.filter(({ priority }) => priority === matching[0]?.priority);
}

/** Whether a router of HTTPS names the host, by itself or by a wildcard. */
function namesHost(configuration: Configuration, entryPoint: string, serverName: string): boolean {
  const hosts = configuration.entryPoints.get(entryPoint)?.optionsByHost;
  if (!hosts || serverName === '') return false;
  const dot = serverName.indexOf('.');
  return hosts.has(serverName) || (dot >= 0 && hosts.has(`*${serverName.slice(dot)}`));
}

/** Whether a router of HTTPS names no host: then there is one for all. */
const hasHttpsForAll = ({ routers }: Configuration, entryPoint: string): boolean =>
  [...routers.values()].some(
    ({ config, using }) => config.tls && using.includes(entryPoint) && routerRuleDomains(config.rule).length === 0,
  );

/** How a connection ends, or where it goes on to. */
export interface StreamOutcome {
  readonly hops: readonly Hop[];
  readonly allowed: boolean;
  /** The certificate that is shown; empty where nothing is decrypted. */
  readonly certificate: string;
  readonly unknown?: string;
}

/** Where TLS ends: the certificate that is shown, or why the connection is closed. Upstream: pkg/tcp/tls.go; crypto/tls negotiateALPN. */
export function endTls(configuration: Configuration, options: string, coming: Connection): StreamOutcome {
  const settings = configuration.tlsOptions.get(options);
  const closed = (reason: string, source: string): StreamOutcome => ({
    hops: [{ at: 'certificate', decision: 'connection closed', reason, source }],
    ...{ allowed: false, certificate: '' },
  });
  if (!settings) return closed(`there are no TLS options ${options}`, 'pkg/server/router/tcp/manager.go');
  const mutual = coming.alpn.some(
    (protocol) =>
      settings.alpnProtocols.includes(protocol) || (protocol === 'http/1.1' && settings.alpnProtocols.includes('h2')),
  );
  if (coming.alpn.length > 0 && settings.alpnProtocols.length > 0 && !mutual)
    return closed(
      `tls: client requested unsupported application protocols (${coming.alpn.join(' ')}): the TLS options ${options} offer ${settings.alpnProtocols.join(', ')}`,
      'pkg/tls/tlsmanager.go, crypto/tls',
    );
  const choice = chooseCertificate(configuration.certificates, coming.serverName, '', settings.sniStrict);
  if (choice.kind === 'refused')
    return closed(
      `TLS: strict SNI enabled - No certificate found for domain: "${coming.serverName}", closing connection`,
      'pkg/tls/tlsmanager.go',
    );
  const certificate =
    choice.kind === 'asked'
      ? `resolver ${choice.certificate.resolver}`
      : (choice.certificate?.secret ?? 'TRAEFIK DEFAULT CERT');
  const reason = `TLS ends here; shown to ${coming.serverName || 'a client that names no server'}; TLS options ${options}`;
  const source = 'pkg/tls/certificate_store.go GetBestCertificate';
  return { hops: [{ at: 'certificate', decision: certificate, reason, source }], allowed: true, certificate };
}
