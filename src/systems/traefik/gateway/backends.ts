import type { BackendRef, PathMatch } from '../../kubernetes/gateway-api/kinds.ts';
import type { LoadBalancer, SourceRef } from '../model/dynamic-configuration.ts';
import { normalise, quoteGo } from '../model/go-text.ts';
import { crdProvider } from '../providers/crd-references.ts';
import { defaultForwarding } from '../providers/crd-services.ts';
import { Refusal } from '../providers/servers.ts';
import type { Attached } from './attach-routes.ts';
import { backendAddresses, grpcScheme, httpScheme } from './backend-addresses.ts';
import { loadFilters } from './filters.ts';
import { checkGrant, type GatewayContext } from './gateway-context.ts';

/** A backend of a rule. */
export interface AskedBackend {
  readonly at: Attached<unknown>;
  readonly ref: BackendRef;
  readonly source: SourceRef;
  /** Of the service that is made of it. */
  readonly name: string;
  readonly path?: PathMatch;
}

/** Why a backend cannot be had: the reason of the route's condition and its message. */
export interface RefusedBackend {
  readonly reason: string;
  readonly refused: string;
}

type Loaded = { readonly name: string } | RefusedBackend;

const groupOf = ({ group = '' }: BackendRef): string => group || 'core';
const kindOf = ({ kind = 'Service' }: BackendRef): string => kind;

/** Runs steps that may refuse, each with the reason that its refusal has. */
function attempt<T>(reason: string, prefix: string, step: () => T): T | RefusedBackend {
  try {
    return step();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { reason, refused: `${prefix}${thrown.message}` };
  }
}

const isRefused = (value: unknown): value is RefusedBackend =>
  typeof value === 'object' && value !== null && 'refused' in value;

/** Upstream: pkg/provider/kubernetes/gateway/httproute.go loadService. */
export function loadHttpBackend(context: GatewayContext, asked: AskedBackend): Loaded {
  const { ref, source, name, path } = asked;
  const namespace = ref.namespace || source.namespace;
  const whole = `${groupOf(ref)}/${kindOf(ref)}/${namespace}/${ref.name}`;
  const at = `Cannot load HTTPBackendRef ${whole}: `;
  if (ref.namespace && ref.name.includes('@'))
    return { reason: 'RefNotPermitted', refused: `${at}namespace is not allowed with a cross-provider reference` };
  const granted = attempt('RefNotPermitted', at, () => checkGrant(context, grantOf(asked)));
  if (isRefused(granted)) return granted;
  const middlewares = attempt('InvalidKind', `Cannot load filters on HTTPBackendRef ${whole}: `, () =>
    loadFilters(context, ref.filters ?? [], { parent: name, source, ...(path ? { path } : {}) }),
  );
  if (isRefused(middlewares)) return middlewares;
  if (groupOf(ref) !== 'core' || kindOf(ref) !== 'Service')
    return attempt('InvalidKind', at, () => ({ name: extensionOf(context, ref, namespace) }));
  if (!ref.port) return { reason: 'UnsupportedProtocol', refused: `${at}port is required` };
  const short = `Cannot load HTTPBackendRef ${namespace}/${ref.name}: `;
  return addServers(context, { ...asked, short, scheme: httpScheme, middlewares });
}

/** Upstream: pkg/provider/kubernetes/gateway/grpcroute.go loadGRPCBackendRef. */
export function loadGrpcBackend(context: GatewayContext, asked: AskedBackend): Loaded {
  const { ref, source } = asked;
  const namespace = ref.namespace || source.namespace;
  const at = `Cannot load GRPCBackendRef ${groupOf(ref)}/${kindOf(ref)}/${namespace}/${ref.name}: `;
  if (groupOf(ref) !== 'core' || kindOf(ref) !== 'Service')
    return { reason: 'InvalidKind', refused: `${at}only Kubernetes services are supported` };
  const granted = attempt('RefNotPermitted', at, () => checkGrant(context, grantOf(asked)));
  if (isRefused(granted)) return granted;
  if (!ref.port) return { reason: 'UnsupportedProtocol', refused: `${at}port is required` };
  const short = `Cannot load GRPCBackendRef ${namespace}/${ref.name}: `;
  return addServers(context, { ...asked, short, scheme: grpcScheme, middlewares: [] });
}

/** The reference of a route to a backend, as a ReferenceGrant allows it. */
export const grantOf = ({ ref, source }: Pick<AskedBackend, 'ref' | 'source'>) => ({
  from: { kind: source.kind, namespace: source.namespace },
  to: {
    group: ref.group ?? '',
    kind: kindOf(ref),
    name: ref.name,
    namespace: ref.namespace || source.namespace,
  },
});

/** Upstream: loadHTTPBackendRef, crd/kubernetes.go FillExtensionBuilderRegistry. */
function extensionOf({ configuration, settings }: GatewayContext, ref: BackendRef, namespace: string): string {
  const { group = '', kind = '', name } = ref;
  if (kind === 'TraefikService' && name.includes('@')) {
    const allowed = settings.crossProviderNamespaces;
    if (!allowed || allowed.includes(namespace)) return name;
    throw new Refusal(
      `TraefikService ${quoteGo(name)} reference is not allowed: namespace ${quoteGo(namespace)} is not in crossProviderNamespaces`,
    );
  }
  const crd = configuration.kubernetesCrd;
  if (group !== 'traefik.io' || kind !== 'TraefikService' || !crd)
    throw new Refusal(`unsupported HTTPBackendRef ${group}/${kind}/${name}`);
  if (crd.namespaces.length > 0 && !crd.namespaces.includes(namespace))
    throw new Refusal(`namespace ${quoteGo(namespace)} is not allowed`);
  return `${normalise(`${namespace}-${name}`)}@${crdProvider}`;
}

interface Adding extends AskedBackend {
  readonly short: string;
  readonly scheme: typeof httpScheme;
  readonly middlewares: readonly string[];
}

function addServers(context: GatewayContext, adding: Adding): Loaded {
  const { ref, source, name, short, scheme, middlewares } = adding;
  const namespace = ref.namespace || source.namespace;
  const found = attempt('BackendNotFound', short, () => backendAddresses(context, namespace, ref));
  if (isRefused(found)) return found;
  const secured = isSecured(context, namespace, ref, found.port.name ?? '');
  const used = secured ? 'https' : attempt('UnsupportedProtocol', short, () => scheme(found.port));
  if (isRefused(used)) return used;
  if (secured) context.draft.serversTransports.set(name, {});
  const loadBalancer: LoadBalancer = {
    servers: found.addresses.map((address) => ({ url: `${used}://${address}` })),
    strategy: 'wrr',
    passHostHeader: true,
    responseForwarding: defaultForwarding,
    ...(secured ? { serversTransport: name } : {}),
  };
  context.draft.services.set(name, {
    ...(middlewares.length > 0 ? { middlewares } : {}),
    loadBalancer,
    source: { kind: 'Service', namespace, name: ref.name },
  });
  return { name };
}

/** Whether a BackendTLSPolicy says that the port speaks TLS. Upstream: loadHTTPServers. */
export const isSecured = ({ objects }: GatewayContext, namespace: string, ref: BackendRef, port: string): boolean =>
  objects.backendTlsPolicies.some(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      spec?.targetRefs?.some(
        ({ name, sectionName }) => name === ref.name && (sectionName === undefined || sectionName === port),
      ),
  );
