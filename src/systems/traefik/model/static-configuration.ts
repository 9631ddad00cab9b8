import type { Domain, RouterTls } from './dynamic-configuration.ts';
import { at, type Flags, isOn, isPresent, listAt, readFlags, textAt } from './static-flags.ts';

export interface ForwardedHeaders {
  readonly insecure: boolean;
  readonly trustedIPs: readonly string[];
  readonly notAppendXForwardedFor: boolean;
}

export interface Redirection {
  readonly to: string;
  readonly scheme: string;
  readonly permanent: boolean;
  readonly priority: bigint;
}

export interface EntryPoint {
  readonly name: string;
  /** As written, e.g. `:8000/tcp`. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly asDefault: boolean;
  readonly allowAcmeByPass: boolean;
  readonly sanitizePath: boolean;
  readonly forwardedHeaders: ForwardedHeaders;
  readonly proxyProtocol?: { readonly insecure: boolean; readonly trustedIPs: readonly string[] };
  readonly middlewares: readonly string[];
  readonly tls?: RouterTls;
  readonly redirection?: Redirection;
}

export interface ProviderSettings {
  readonly namespaces: readonly string[];
  readonly labelSelector: string;
  readonly ingressClass: string;
  readonly allowCrossNamespace: boolean;
  readonly allowExternalNameServices: boolean;
  readonly allowEmptyServices: boolean;
  readonly nativeLbByDefault: boolean;
  readonly disableClusterScopeResources: boolean;
  readonly disableIngressClassLookup: boolean;
  readonly strictPrefixMatching: boolean;
  /** Namespaces allowed to name other providers' resources; undefined = all. */
  readonly crossProviderNamespaces?: readonly string[];
  readonly ingressEndpoint?: { readonly publishedService: string; readonly ip: string; readonly hostname: string };
  /** As a Go duration; default `0s`. */
  readonly throttleDuration: string;
}

/** How the Gateway API is read. Upstream: pkg/provider/kubernetes/gateway/kubernetes.go Provider. */
export interface GatewaySettings {
  readonly namespaces: readonly string[];
  /** Of GatewayClasses. */
  readonly labelSelector: string;
  readonly experimentalChannel: boolean;
  readonly nativeLbByDefault: boolean;
  /** Namespaces allowed to name other providers' services; undefined = all. */
  readonly crossProviderNamespaces?: readonly string[];
  readonly statusAddress?: {
    readonly ip: string;
    readonly hostname: string;
    readonly service: { readonly namespace: string; readonly name: string };
  };
}

/** What gets certificates from an authority by ACME. */
export interface CertificateResolver {
  /** Entry point of its HTTP challenge, if it has one. */
  readonly httpChallenge?: string;
  readonly dnsChallenge: boolean;
  /** File that account and certificates are kept in. */
  readonly storage: string;
}

export interface StaticConfiguration {
  readonly entryPoints: ReadonlyMap<string, EntryPoint>;
  readonly api?: {
    readonly insecure: boolean;
    readonly dashboard: boolean;
    readonly debug: boolean;
    readonly basePath: string;
  };
  readonly ping?: { readonly entryPoint: string; readonly manualRouting: boolean };
  readonly prometheus?: { readonly entryPoint: string; readonly manualRouting: boolean };
  readonly accessLog: boolean;
  readonly kubernetesCrd?: ProviderSettings;
  readonly kubernetesIngress?: ProviderSettings;
  readonly kubernetesGateway?: GatewaySettings;
  /** Resolvers by name. */
  readonly certificatesResolvers: ReadonlyMap<string, CertificateResolver>;
  readonly defaultRuleSyntax: string;
  readonly precedence: readonly string[];
  /** Flags upstream would refuse to start with, in its words. */
  readonly problems: readonly string[];
}

export const maxInt = (1n << 63n) - 1n;
/** Highest priority a user may set. Upstream: pkg/server/router/router.go maxUserPriority. */
export const maxUserPriority = maxInt - 1000n;

/** Order of providers for routers of equal priority. Upstream: pkg/config/static/static_config.go. */
const defaultPrecedence =
  'kubernetesgateway kubernetescrd kubernetes kubernetesingressnginx swarm docker file redis knative consul consulcatalog nomad etcd ecs http zookeeper rest'.split(
    ' ',
  );
/**
 * Static configuration from Traefik's container arguments (names are case-insensitive), with defaults.
 * Upstream: pkg/config/static/{static_config,entrypoints}.go, traefik/paerser flag.
 */
export function readStaticConfiguration(args: readonly string[]): StaticConfiguration {
  const { root, problems } = readFlags(args);
  const api = at(root, 'api');
  const ping = at(root, 'ping');
  const prometheus = at(root, 'metrics.prometheus');
  const partial = {
    api: isPresent(api) ? readApi(api) : undefined,
    ping: isPresent(ping) ? readInternal(ping) : undefined,
    prometheus: isPresent(prometheus) ? readInternal(prometheus) : undefined,
  };
  return {
    ...partial,
    entryPoints: withImplicitEntryPoints(readEntryPoints(at(root, 'entrypoints')), partial),
    accessLog: isPresent(at(root, 'accesslog')),
    kubernetesCrd: readProvider(at(root, 'providers.kubernetescrd')),
    kubernetesIngress: readProvider(at(root, 'providers.kubernetesingress')),
    kubernetesGateway: readGateway(at(root, 'providers.kubernetesgateway')),
    certificatesResolvers: readResolvers(at(root, 'certificatesresolvers')),
    defaultRuleSyntax: textAt(root, 'core.defaultrulesyntax'),
    precedence:
      listAt(root, 'providers.precedence').length > 0 ? listAt(root, 'providers.precedence') : defaultPrecedence,
    problems,
  };
}

const readApi = (api: Flags) => ({
  insecure: isOn(api, 'insecure'),
  dashboard: isOn(api, 'dashboard', true),
  debug: isOn(api, 'debug'),
  basePath: textAt(api, 'basepath', '/'),
});

const readInternal = (flags: Flags) => ({
  entryPoint: textAt(flags, 'entrypoint', 'traefik'),
  manualRouting: isOn(flags, 'manualrouting'),
});

function readEntryPoints(flags: Flags | undefined): Map<string, EntryPoint> {
  const found = [...(flags?.children.values() ?? [])].map((entry): [string, EntryPoint] => [
    entry.name,
    readEntryPoint(entry),
  ]);
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function readEntryPoint(flags: Flags): EntryPoint {
  const address = textAt(flags, 'address');
  const [listen, protocol] = address.split('/');
  const proxy = at(flags, 'proxyprotocol');
  const redirection = at(flags, 'http.redirections.entrypoint');
  const tls = at(flags, 'http.tls');
  return {
    name: flags.name,
    address,
    port: Number(/:(\d+)$/.exec(listen ?? '')?.[1] ?? 0),
    protocol: protocol?.toLowerCase() === 'udp' ? 'udp' : 'tcp',
    asDefault: isOn(flags, 'asdefault'),
    allowAcmeByPass: isOn(flags, 'allowacmebypass'),
    sanitizePath: isOn(flags, 'http.sanitizepath', true),
    forwardedHeaders: {
      insecure: isOn(flags, 'forwardedheaders.insecure'),
      trustedIPs: listAt(flags, 'forwardedheaders.trustedips'),
      notAppendXForwardedFor: isOn(flags, 'forwardedheaders.notappendxforwardedfor'),
    },
    ...(isPresent(proxy)
      ? { proxyProtocol: { insecure: isOn(proxy, 'insecure'), trustedIPs: listAt(proxy, 'trustedips') } }
      : {}),
    middlewares: listAt(flags, 'http.middlewares'),
    ...(isPresent(tls) ? { tls: readTls(tls) } : {}),
    ...(isPresent(redirection) ? { redirection: readRedirection(redirection) } : {}),
  };
}

function readRedirection(flags: Flags): Redirection {
  const priority = textAt(flags, 'priority');
  return {
    to: textAt(flags, 'to'),
    scheme: textAt(flags, 'scheme', 'https'),
    permanent: isOn(flags, 'permanent', true),
    priority: /^-?\d+$/.test(priority) ? BigInt(priority) : maxInt - 1n,
  };
}

function readTls(flags: Flags): RouterTls {
  const domains = [...(at(flags, 'domains')?.children.values() ?? [])].map(
    (domain): Domain => ({ main: textAt(domain, 'main'), sans: listAt(domain, 'sans') }),
  );
  const [options, certResolver] = [textAt(flags, 'options'), textAt(flags, 'certresolver')];
  return {
    ...(options ? { options } : {}),
    ...(certResolver ? { certResolver } : {}),
    ...(domains.length > 0 ? { domains } : {}),
  };
}

function readProvider(flags: Flags | undefined): ProviderSettings | undefined {
  if (!isPresent(flags)) return undefined;
  const endpoint = at(flags, 'ingressendpoint');
  const crossProvider = at(flags, 'crossprovidernamespaces');
  return {
    namespaces: listAt(flags, 'namespaces'),
    labelSelector: textAt(flags, 'labelselector'),
    ingressClass: textAt(flags, 'ingressclass'),
    allowCrossNamespace: isOn(flags, 'allowcrossnamespace'),
    allowExternalNameServices: isOn(flags, 'allowexternalnameservices'),
    allowEmptyServices: isOn(flags, 'allowemptyservices'),
    nativeLbByDefault: isOn(flags, 'nativelbbydefault'),
    disableClusterScopeResources: isOn(flags, 'disableclusterscoperesources'),
    disableIngressClassLookup: isOn(flags, 'disableingressclasslookup'),
    strictPrefixMatching: isOn(flags, 'strictprefixmatching'),
    ...(crossProvider ? { crossProviderNamespaces: listAt(flags, 'crossprovidernamespaces') } : {}),
    ...(endpoint
      ? {
          ingressEndpoint: {
            publishedService: textAt(endpoint, 'publishedservice'),
            ip: textAt(endpoint, 'ip'),
            hostname: textAt(endpoint, 'hostname'),
          },
        }
      : {}),
    throttleDuration: textAt(flags, 'throttleduration', '0s'),
  };
}

function readGateway(flags: Flags | undefined): GatewaySettings | undefined {
  if (!isPresent(flags)) return undefined;
  const address = at(flags, 'statusaddress');
  const service = { namespace: textAt(address, 'service.namespace'), name: textAt(address, 'service.name') };
  return {
    namespaces: listAt(flags, 'namespaces'),
    labelSelector: textAt(flags, 'labelselector'),
    experimentalChannel: isOn(flags, 'experimentalchannel'),
    nativeLbByDefault: isOn(flags, 'nativelbbydefault'),
    ...(at(flags, 'crossprovidernamespaces')
      ? { crossProviderNamespaces: listAt(flags, 'crossprovidernamespaces') }
      : {}),
    ...(address
      ? { statusAddress: { ip: textAt(address, 'ip'), hostname: textAt(address, 'hostname'), service } }
      : {}),
  };
}

/** Upstream: pkg/provider/acme/provider.go Configuration. */
function readResolvers(flags: Flags | undefined): ReadonlyMap<string, CertificateResolver> {
  const entries = [...(flags?.children.values() ?? [])].map((resolver): [string, CertificateResolver] => {
    const challenge = textAt(resolver, 'acme.httpchallenge.entrypoint');
    return [
      resolver.name,
      {
        ...(challenge ? { httpChallenge: challenge } : {}),
        dnsChallenge: isPresent(at(resolver, 'acme.dnschallenge')),
        storage: textAt(resolver, 'acme.storage', 'acme.json'),
      },
    ];
  });
  return new Map(entries);
}

/** Adds `http` when there is no entry point, and `traefik` when something internal listens there. Upstream: static_config.go SetEffectiveConfiguration. */
function withImplicitEntryPoints(
  entryPoints: Map<string, EntryPoint>,
  { api, ping, prometheus }: Pick<StaticConfiguration, 'api' | 'ping' | 'prometheus'>,
): ReadonlyMap<string, EntryPoint> {
  const plain = (name: string, address: string): EntryPoint =>
    readEntryPoint({
      name,
      children: new Map([['address', { name: 'address', value: address, children: new Map() }]]),
    });
  if (entryPoints.size === 0) entryPoints.set('http', plain('http', ':80'));
  const internal =
    api?.insecure || [ping, prometheus].some((user) => user && !user.manualRouting && user.entryPoint === 'traefik');
  if (internal && !entryPoints.has('traefik')) entryPoints.set('traefik', plain('traefik', ':8080'));
  return entryPoints;
}

/** Entry points of a router that names none. Upstream: cmd/traefik/traefik.go getDefaultsEntrypoints. */
export function defaultEntryPoints(configuration: StaticConfiguration): readonly string[] {
  const tcp = [...configuration.entryPoints.values()].filter(({ protocol }) => protocol === 'tcp');
  const marked = tcp.filter(({ asDefault }) => asDefault);
  return (marked.length > 0 ? marked : tcp.filter(({ name }) => name !== 'traefik')).map(({ name }) => name).sort();
}
