import type { CertificateConfig, Diagnostic, SourceRef } from '../model/dynamic-configuration.ts';
import { normalise, quoteGo } from '../model/go-text.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import {
  crdProvider,
  mayCrossProviders,
  mayReach,
  middlewareKeys,
  resolveReference,
} from '../providers/crd-references.ts';
import { ruleHash } from '../providers/router-name.ts';
import { certificateBlocks } from '../providers/secrets.ts';
import { Refusal } from '../providers/servers.ts';
import type {
  IngressRouteTcp,
  IngressRouteUdp,
  TcpServiceRef,
  TraefikObjects,
  UdpServiceRef,
} from '../read-objects.ts';
import type { StreamDraft, StreamServiceConfig, TcpRouterConfig, TcpTls } from './stream-configuration.ts';
import { tcpServers, udpServers } from './stream-servers.ts';

/** What reading routes of streams needs. */
export interface StreamContext {
  readonly settings: ProviderSettings;
  readonly objects: TraefikObjects;
  readonly draft: StreamDraft;
  readonly certificates: Map<string, CertificateConfig>;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Whether an object's class is Traefik's. */
  readonly isOwn: (
    object: Pick<IngressRouteTcp, 'metadata'> & { readonly spec?: { readonly ingressClassName?: string } },
  ) => boolean;
}

/** What the CRD provider makes of TCP and UDP routes. Upstream: pkg/provider/kubernetes/crd/{kubernetes,kubernetes_tcp,kubernetes_udp}.go. */
export function loadStreams(context: StreamContext): void {
  const { objects, draft } = context;
  for (const object of objects.ingressRouteTcps) if (context.isOwn(object)) loadTcp(context, object);
  for (const object of objects.ingressRouteUdps) if (context.isOwn(object)) loadUdp(context, object);
  for (const { metadata, spec = {} } of objects.middlewareTcps) {
    const { name, namespace = '' } = metadata;
    draft.tcpMiddlewares.set(normalise(`${namespace}-${name}`), {
      spec,
      source: { kind: 'MiddlewareTCP', namespace, name },
    });
  }
  for (const { metadata, spec = {} } of objects.serversTransportTcps) {
    const tls = spec.tls as { readonly insecureSkipVerify?: boolean } | undefined;
    const proxyProtocol = spec.proxyProtocol as { readonly version?: number } | undefined;
    draft.transports.set(normalise(`${metadata.namespace}-${metadata.name}`), {
      insecureSkipVerify: tls?.insecureSkipVerify === true,
      ...(proxyProtocol && { proxyProtocol: proxyProtocol.version ?? 2 }),
    });
  }
}

/** Runs a step; a refusal is told, and the step's result is undefined. */
function attempt<T>({ report }: StreamContext, object: SourceRef, prefix: string, step: () => T): T | undefined {
  try {
    return step();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    report({ level: 'error', message: prefix + thrown.message, object });
    return undefined;
  }
}

const sourceOf = (kind: string, { metadata }: IngressRouteTcp | IngressRouteUdp): SourceRef => ({
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

function loadTcp(context: StreamContext, object: IngressRouteTcp): void {
  const whole = sourceOf('IngressRouteTCP', object);
  const { tls, routes = [], entryPoints = [] } = object.spec ?? {};
  if (tls?.secretName && !tls.passthrough)
    attempt(context, whole, 'Error configuring TLS: ', () =>
      loadCertificate(context, whole.namespace, tls.secretName!),
    );
  for (const [index, route] of routes.entries()) {
    const source = { ...whole, route: `routes[${index}]` };
    attempt(context, source, '', () => {
      if (!route.match) throw new Refusal('Empty match rule');
      const middlewares = attemptKeys(() => middlewareKeys(context.settings, whole.namespace, route.middlewares ?? []));
      const name = `${whole.namespace}-${whole.name}-${ruleHash(route.match)}`;
      const add = (ref: TcpServiceRef) => tcpService(context, whole.namespace, ref);
      addServices(context, context.draft.tcpServices, { name, source, refs: route.services ?? [], add });
      const router: TcpRouterConfig = {
        entryPoints,
        middlewares,
        service: name,
        rule: route.match,
        ...(route.syntax ? { ruleSyntax: route.syntax } : {}),
        priority: BigInt(Math.trunc(Number(route.priority ?? 0))),
        ...(tls ? { tls: routerTls(context, whole.namespace, tls) } : {}),
        source,
      };
      context.draft.tcpRouters.set(name, router);
    });
  }
}

function attemptKeys(step: () => string[]): string[] {
  try {
    return step();
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new Refusal(`Failed to create middleware keys: ${thrown.message}`);
    throw thrown;
  }
}

function routerTls(
  { settings }: StreamContext,
  namespace: string,
  { passthrough = false, options, certResolver, domains }: NonNullable<NonNullable<IngressRouteTcp['spec']>['tls']>,
): TcpTls {
  const resolved = options?.name ? optionsKey(settings, namespace, options) : undefined;
  return {
    passthrough,
    ...(resolved ? { options: resolved } : {}),
    ...(certResolver ? { certResolver } : {}),
    ...(domains && domains.length > 0 ? { domains } : {}),
  };
}

function optionsKey(settings: ProviderSettings, namespace: string, ref: { name: string; namespace?: string }): string {
  try {
    return resolveReference(settings, namespace, ref);
  } catch (thrown) {
    if (thrown instanceof Refusal)
      throw new Refusal(`Invalid reference to TLSOption ${quoteGo(ref.name)}: ${thrown.message}`);
    throw thrown;
  }
}

/** Upstream: getTLSTCP. */
function loadCertificate({ objects, certificates }: StreamContext, namespace: string, name: string): void {
  const secret = `${namespace}/${name}`;
  if (certificates.has(secret)) return;
  certificates.set(secret, {
    ...certificateBlocks(objects.secret(namespace, name), namespace, name),
    secret,
    store: 'default',
  });
}

interface Added<Ref> {
  readonly name: string;
  readonly source: SourceRef;
  readonly refs: readonly Ref[];
  readonly add: (ref: Ref) => StreamServiceConfig;
}

/** A Service that cannot be read is left out, and its router stays. */
function addServices<Ref extends TcpServiceRef | UdpServiceRef>(
  context: StreamContext,
  services: Map<string, StreamServiceConfig>,
  { name, source, refs, add }: Added<Ref>,
): void {
  for (const ref of refs) {
    const service = attempt(context, source, 'Cannot create service: ', () => add(ref));
    if (!service) continue;
    if (refs.length === 1) {
      services.set(name, service);
      return;
    }
    const key = `${name}-${ref.name}-${ref.port}`;
    services.set(key, service);
    const before = services.get(name)?.weighted ?? [];
    services.set(name, { weighted: [...before, { name: key, weight: ref.weight ?? 1 }] });
  }
}

/** Upstream: createLoadBalancerServerTCP. */
function tcpService(context: StreamContext, parent: string, ref: TcpServiceRef): StreamServiceConfig {
  const namespace = ref.namespace || parent;
  if (!mayReach(context.settings, parent, namespace))
    throw new Refusal(`tcp service ${namespace}/${ref.name} is not in the parent resource namespace ${parent}`);
  const servers = tcpServers(context, namespace, ref).map((address) => ({ address, tls: ref.tls === true }));
  const transport = ref.serversTransport ? transportKey(context.settings, parent, ref.serversTransport) : undefined;
  return {
    servers,
    source: { kind: 'Service', namespace, name: ref.name },
    ...(transport !== undefined && { transport }),
    ...(ref.proxyProtocol && { proxyProtocol: ref.proxyProtocol.version || 2 }),
  };
}

/** Upstream: makeTCPServersTransportKey. */
function transportKey(settings: ProviderSettings, parent: string, name: string): string {
  if (!name.includes('@')) return normalise(`${parent}-${name}`);
  if (!settings.allowCrossNamespace && name.endsWith(`@${crdProvider}`))
    throw new Refusal(
      `invalid reference to serversTransport ${name}: namespace-name@kubernetescrd format is not allowed when crossnamespace is disallowed`,
    );
  if (!mayCrossProviders(settings, parent))
    throw new Refusal(
      `serversTransport ${quoteGo(name)} reference is not allowed: namespace ${quoteGo(parent)} is not in crossProviderNamespaces`,
    );
  return name;
}

function loadUdp(context: StreamContext, object: IngressRouteUdp): void {
  const whole = sourceOf('IngressRouteUDP', object);
  const { routes = [], entryPoints = [] } = object.spec ?? {};
  for (const [index, route] of routes.entries()) {
    const source = { ...whole, route: `routes[${index}]` };
    const name = `${whole.namespace}-${whole.name}-${index}`;
    const add = (ref: UdpServiceRef) => udpService(context, whole.namespace, ref);
    addServices(context, context.draft.udpServices, { name, source, refs: route.services ?? [], add });
    context.draft.udpRouters.set(name, { entryPoints, service: name, source });
  }
}

/** Upstream: createLoadBalancerServerUDP. */
function udpService(context: StreamContext, parent: string, ref: UdpServiceRef): StreamServiceConfig {
  const namespace = ref.namespace || parent;
  if (!mayReach(context.settings, parent, namespace))
    throw new Refusal(`udp service ${namespace}/${ref.name} is not in the parent resource namespace ${parent}`);
  return {
    servers: udpServers(context, namespace, ref).map((address) => ({ address, tls: false })),
    source: { kind: 'Service', namespace, name: ref.name },
  };
}
