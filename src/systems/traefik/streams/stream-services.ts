import { providerOf, qualify } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import type { StreamPlan, StreamServiceConfig, StreamTransport } from './stream-configuration.ts';

/** Why a service cannot be built, in upstream's words. */
export class StreamServiceProblem extends Error {}

interface Known {
  readonly services: ReadonlyMap<string, StreamServiceConfig>;
  readonly transports: ReadonlyMap<string, StreamTransport>;
  /** Before `service` in what is said of one that is not there. */
  readonly word: '' | 'UDP ';
}

/** Where a service leads to. Upstream: pkg/server/service/{tcp,udp}/service.go. */
export function buildStreamService(full: string, known: Known): StreamPlan {
  const config = known.services.get(full);
  if (!config) throw new StreamServiceProblem(`the ${known.word}service ${quoteGo(full)} does not exist`);
  const { servers = [], weighted = [], source } = config;
  const children = weighted.map(({ name, weight }) => ({
    plan: buildStreamService(qualify(name, providerOf(full)), known),
    weight,
  }));
  const { insecureSkipVerify = false, proxyProtocol } = transportOf(config, full, known);
  return {
    name: full,
    servers: servers.map((server) => ({
      ...server,
      insecureSkipVerify,
      ...(proxyProtocol !== undefined && { proxyProtocol }),
    })),
    children,
    ...(source && { source }),
  };
}

/** Upstream: pkg/tcp/dialer.go Build. */
function transportOf(
  { servers = [], transport, proxyProtocol }: StreamServiceConfig,
  full: string,
  { transports }: Known,
): Partial<StreamTransport> {
  // A dialer is built for each server: without any, nobody notices.
  if (servers.length === 0) return {};
  const name = transport === undefined ? undefined : qualify(transport, providerOf(full));
  const found = name === undefined ? undefined : transports.get(name);
  if (name !== undefined && !found)
    throw new StreamServiceProblem(`no transport configuration found for ${quoteGo(name)}`);
  const version = found ? found.proxyProtocol : proxyProtocol;
  if (version !== undefined && (version < 1 || version > 2))
    throw new StreamServiceProblem(`unknown proxyProtocol version: ${version}`);
  return found ?? { ...(proxyProtocol !== undefined && { proxyProtocol }) };
}

/** The servers that may get a stream, those of weighted services included. */
export const openServersOf = ({ servers, children }: StreamPlan): StreamPlan['servers'] => [
  ...servers,
  ...children.filter(({ weight }) => weight > 0).flatMap(({ plan }) => openServersOf(plan)),
];

/** The Services that may get a stream, as `namespace/name`. */
export const servicesOf = ({ source, children }: StreamPlan): readonly string[] => [
  ...(source ? [`${source.namespace}/${source.name}`] : []),
  ...children.filter(({ weight }) => weight > 0).flatMap(({ plan }) => servicesOf(plan)),
];
