import { type AddressRange, parseRange } from '../../../core/address.ts';
import type { Expectation, WrittenRoute } from '../../system.ts';
import { isOwnIngressRoute, routeOf } from '../providers/ingress-route.ts';
import { selectedBy } from '../providers/selection.ts';
import type { IngressRouteTcp, IngressRouteUdp, NameRef, TcpRouteSpec } from '../read-objects.ts';
import { isOfVersion2 } from '../streams/build-streams.ts';
import { sourceRangeOf } from '../streams/tcp-middlewares.ts';
import { compileTcpRule, type TcpRule } from '../streams/tcp-rule.ts';
import { withAlias } from './backends.ts';
import { type ClientChoice, clientsOf, strangerOf } from './clients.ts';
import { noSuchHost, type Target } from './paths.ts';
import { hasDefaultCertificate, isAskedFor, type Reading, writtenRoute } from './reading.ts';
import { sampleConnections } from './sample-connections.ts';

/** What routes of TCP and UDP promise. */
export interface StreamPromises {
  readonly routes: readonly WrittenRoute[];
  readonly expectations: readonly Expectation[];
  readonly unknown: readonly { readonly route: WrittenRoute; readonly unknown: string; readonly knownBy?: string }[];
  /** What they take away from HTTP: requests that may come to them instead, by entry point. */
  readonly takers: readonly { readonly entryPoints: readonly string[]; readonly takes: (target: Target) => boolean }[];
}

type OneRoute = {
  readonly route: WrittenRoute;
  readonly expectations?: readonly Expectation[];
  readonly unknown?: string;
  readonly knownBy?: string;
  readonly taker?: StreamPromises['takers'][number];
};

/** Reads what each route of the IngressRouteTCPs and IngressRouteUDPs promises, or why that is not known. */
export function readStreams(reading: Reading): StreamPromises {
  const { kubernetesCrd } = reading.configuration;
  const seen = kubernetesCrd && selectedBy(kubernetesCrd, reading.objects);
  const all = [
    ...reading.objects.ingressRouteTcps.flatMap((object) =>
      readTcp(reading, object, seen?.ingressRouteTcps.includes(object) ?? false),
    ),
    ...reading.objects.ingressRouteUdps.flatMap((object) =>
      readUdp(reading, object, seen?.ingressRouteUdps.includes(object) ?? false),
    ),
  ];
  return {
    routes: all.map(({ route }) => route),
    expectations: all.flatMap(({ expectations = [] }) => expectations),
    unknown: all.flatMap(({ route, unknown, knownBy }) =>
      unknown === undefined ? [] : [{ route, unknown, ...(knownBy && { knownBy }) }],
    ),
    takers: all.flatMap(({ taker }) => taker ?? []),
  };
}

const nameOf = ({ kind, metadata }: IngressRouteTcp | IngressRouteUdp): string =>
  `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

/** Why Traefik does not look at an object at all. */
function whyPassedOver(
  { configuration }: Reading,
  object: IngressRouteTcp | IngressRouteUdp,
  isSelected: boolean,
): Pick<OneRoute, 'unknown' | 'knownBy'> | undefined {
  const provider = configuration.kubernetesCrd;
  const knownBy = 'a Traefik that reads it';
  if (!provider)
    return { unknown: `Traefik does not read ${object.kind}s: its provider kubernetesCRD is off`, knownBy };
  if (!isSelected)
    return { unknown: 'it lies outside the namespaces or labels that Traefik is set to look at', knownBy };
  if (isOwnIngressRoute(provider, object)) return undefined;
  const name = object.spec?.ingressClassName ?? object.metadata.annotations?.['kubernetes.io/ingress.class'];
  return {
    unknown: `it is of class ${name ?? 'none'}, and Traefik looks at class ${provider.ingressClass || 'traefik, or none'}`,
    knownBy,
  };
}

function readTcp(reading: Reading, object: IngressRouteTcp, isSelected: boolean): readonly OneRoute[] {
  const entryPoints = object.spec?.entryPoints?.length ? object.spec.entryPoints : reading.fallback;
  const passedOver = whyPassedOver(reading, object, isSelected);
  return (object.spec?.routes ?? []).map((written, index) => {
    const route = writtenRoute(nameOf(object), routeOf(index), entryPoints);
    return { route, ...(passedOver ?? tcpPromise({ reading, object, entryPoints, route }, written)) };
  });
}

/** A route of TCP, where it stands. */
interface Standing {
  readonly reading: Reading;
  readonly object: IngressRouteTcp;
  readonly entryPoints: readonly string[];
  readonly route: WrittenRoute;
}

function tcpPromise(standing: Standing, written: TcpRouteSpec): Omit<OneRoute, 'route'> {
  const { reading, object, entryPoints } = standing;
  const { services = [], match = '', syntax } = written;
  const { tls } = object.spec ?? {};
  if (isOfVersion2(reading.configuration, { ruleSyntax: syntax }))
    return { unknown: 'its rule is written in the syntax of version 2, which is not modelled' };
  const rule = compileTcpRule(match, tls !== undefined);
  if ('problem' in rule) return { unknown: rule.problem };
  const taker = { entryPoints, takes: takesOf(rule) };
  if (services.length === 0) return { unknown: 'it leads to no service', taker };
  const namespace = object.metadata.namespace ?? '';
  const secured = services.find(
    (service) => service.tls && !takesAnyCertificate(reading, namespace, service.serversTransport),
  );
  if (secured)
    return {
      unknown: `${secured.namespace || namespace}/${secured.name} is asked over TLS, and whether Traefik trusts its certificate is not known from the objects`,
      taker,
    };
  return { ...tcpExpectations(standing, written, rule), taker };
}

/** Whether a request of HTTP may come to the route instead, in clear or by the host that TLS names. */
const takesOf =
  (rule: TcpRule) =>
  ({ host }: Target): boolean =>
    ['', host].some((serverName) => rule.matches({ serverName, alpn: [], remoteAddress: strangerOf(4) }));

function takesAnyCertificate({ objects }: Reading, namespace: string, transport: string | undefined): boolean {
  const found = objects.serversTransportTcps.find(
    ({ metadata }) => metadata.name === transport && metadata.namespace === namespace,
  );
  return (found?.spec?.tls as { readonly insecureSkipVerify?: boolean } | undefined)?.insecureSkipVerify === true;
}

function tcpExpectations(
  { reading, object, entryPoints, route }: Standing,
  { match = '', services = [], middlewares = [] }: TcpRouteSpec,
  rule: TcpRule,
): Pick<OneRoute, 'expectations' | 'unknown'> {
  const { tls } = object.spec ?? {};
  const namespace = object.metadata.namespace ?? '';
  const backends = services
    .filter(({ weight }) => weight === undefined || weight > 0)
    .flatMap((service) => withAlias(reading.objects, service.namespace || namespace, service.name));
  const admitted = admissionOf(
    reading,
    middlewares.map((ref) => ({ ...ref, namespace: ref.namespace || namespace })),
  );
  const expectations: Expectation[] = [];
  for (const sample of sampleConnections(rule.tree)) {
    if ('unknown' in sample) return sample;
    const ranges = [...sample.ranges, ...admitted.ranges];
    const clients = admitted.isClosed
      ? [{ from: strangerOf(reading.family), client: 'anyone' as const, status: [0] }]
      : clientsOf(ranges, 0, reading.family, { status: [200] });
    const { serverName } = sample;
    const common: Pick<Expectation, 'object' | 'route' | 'named' | 'path' | 'tls' | 'host' | 'stream'> = {
      ...{ object: route.object, route: route.id, named: Boolean(object.spec?.entryPoints?.length), path: '' },
      ...{ tls: tls !== undefined, host: serverName || noSuchHost },
      stream: { protocol: tls ? 'tls' : 'tcp', alpn: sample.alpn },
    };
    const meeting = clients.filter(({ from }) => rule.matches({ serverName, alpn: sample.alpn, remoteAddress: from }));
    if (meeting.length === 0) return { unknown: `no connection can be made up that meets ${match}` };
    const certificate = serverName !== '' && promisesCertificate(reading, object, serverName);
    expectations.push(
      ...onEach(reading, entryPoints, 'tcp').flatMap((port) =>
        meeting.map((client) => ({ ...common, port, ...played(client, backends), certificate })),
      ),
    );
  }
  return { expectations };
}

const played = ({ from, client, status }: ClientChoice, backends: readonly string[]) => ({
  ...{ from, client, status },
  backends: status.includes(200) ? backends : [],
});

/** Container ports of the entry points of a protocol, of those that are named. */
const onEach = ({ configuration }: Reading, names: readonly string[], protocol: 'tcp' | 'udp'): readonly number[] =>
  [...configuration.entryPoints.values()]
    .filter((each) => each.protocol === protocol && names.includes(each.name))
    .map(({ port }) => port);

/** Whom the middlewares let in. */
function admissionOf({ objects }: Reading, refs: readonly NameRef[]) {
  const ranges: (readonly AddressRange[])[] = [];
  let isClosed = false;
  for (const ref of refs) {
    const found = objects.middlewareTcps.find(
      ({ metadata }) => metadata.name === ref.name && metadata.namespace === ref.namespace,
    );
    const { ipAllowList, ipWhiteList, inFlightConn } = found?.spec ?? {};
    const list = ipAllowList ?? ipWhiteList;
    if (list)
      ranges.push(sourceRangeOf(list as Parameters<typeof sourceRangeOf>[0]).flatMap((text) => parseRange(text) ?? []));
    else if (inFlightConn) isClosed ||= Number((inFlightConn as { readonly amount?: number }).amount ?? 0) <= 0;
  }
  return { ranges, isClosed };
}

/** Whether one is shown for the name: of what is passed through, the server's own is. */
function promisesCertificate(reading: Reading, { spec }: IngressRouteTcp, serverName: string): boolean {
  const { tls } = spec ?? {};
  if (!tls || tls.passthrough) return false;
  if (tls.secretName) return true;
  if (!tls.certResolver) return hasDefaultCertificate(reading.objects);
  const listed = tls.domains?.map(({ main = '', sans = [] }) => ({ main, sans })) ?? [{ main: serverName, sans: [] }];
  return isAskedFor(reading, { rule: '', tls: { certResolver: tls.certResolver, domains: listed } }, serverName);
}

function readUdp(reading: Reading, object: IngressRouteUdp, isSelected: boolean): readonly OneRoute[] {
  const { entryPoints: named = [], routes = [] } = object.spec ?? {};
  const all = [...reading.configuration.entryPoints.values()].filter(({ protocol }) => protocol === 'udp');
  const entryPoints = named.length > 0 ? named : all.map(({ name }) => name);
  const passedOver = whyPassedOver(reading, object, isSelected);
  const namespace = object.metadata.namespace ?? '';
  return routes.map(({ services = [] }, index): OneRoute => {
    const route = writtenRoute(nameOf(object), routeOf(index), entryPoints);
    if (passedOver) return { route, ...passedOver };
    if (services.length === 0) return { route, unknown: 'it leads to no service' };
    const backends = services
      .filter(({ weight }) => weight === undefined || weight > 0)
      .flatMap((service) => withAlias(reading.objects, service.namespace || namespace, service.name));
    const common: Omit<Expectation, 'from' | 'client' | 'status' | 'backends' | 'port'> = {
      ...{ object: route.object, route: route.id, named: named.length > 0, path: '', tls: false, host: noSuchHost },
      stream: { protocol: 'udp', alpn: [] },
      certificate: false,
    };
    const client = { from: strangerOf(reading.family), client: 'anyone' as const, status: [200] };
    return {
      route,
      expectations: onEach(reading, entryPoints, 'udp').map((port) => ({
        ...common,
        port,
        ...played(client, backends),
      })),
    };
  });
}
