import { matchesSelector } from '../../../kube/selector.ts';
import { type Gateway, gatewayGroup, type Listener, type ObjectRef } from '../../kubernetes/gateway-api/kinds.ts';
import type { CertificateConfig } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import { certificateBlocks } from '../providers/secrets.ts';
import { Refusal } from '../providers/servers.ts';
import { type Condition, fault } from './condition.ts';
import { checkGrant, type GatewayContext } from './gateway-context.ts';

/** A listener with what became of it. */
export interface GatewayListener {
  readonly written: Listener;
  /** Name of its entry point; empty when there is none. */
  readonly entryPoint: string;
  /** Namespaces whose routes it takes; an empty one stands for all. */
  readonly namespaces: readonly string[];
  readonly kinds: readonly string[];
  /** What is wrong with it; empty when nothing is. */
  readonly conditions: readonly Condition[];
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[];
  attachedRoutes: number;
}

/** A Gateway of Traefik's with its listeners. */
export interface OwnGateway {
  readonly gateway: Gateway;
  readonly listeners: readonly GatewayListener[];
}

/** A step that found a listener to be wrong: nothing more is looked at. */
class Faulty extends Error {
  readonly conditions: readonly Condition[];
  constructor(...conditions: readonly Condition[]) {
    super(conditions[0]?.message);
    this.conditions = conditions;
  }
}

/** Whether a listener passes TLS on as it comes. */
export const passesTls = ({ tls }: Listener): boolean => tls?.mode === 'Passthrough';

type Found = { -readonly [Field in keyof GatewayListener]: GatewayListener[Field] };

/**
 * The listeners of a Gateway; certificates go to the draft.
 * Upstream: pkg/provider/kubernetes/gateway/kubernetes.go loadGatewayListeners.
 */
export function loadListeners(context: GatewayContext, gateway: Gateway): readonly GatewayListener[] {
  const allocated = new Set<string>();
  return (gateway.spec?.listeners ?? []).map((written) => {
    const found: Found = {
      ...{ written, entryPoint: '', namespaces: [], kinds: [], supportedKinds: [] },
      ...{ conditions: [], attachedRoutes: 0 },
    };
    try {
      findPlace(context, gateway, found);
      checkAlone(gateway, written, allocated);
      checkTls(context, gateway, written);
    } catch (thrown) {
      if (!(thrown instanceof Faulty)) throw thrown;
      found.conditions = thrown.conditions;
    }
    return found;
  });
}

function findPlace(context: GatewayContext, gateway: Gateway, found: Found): void {
  const { written } = found;
  const supported = supportedKinds(context, gateway, written);
  const entryPoint = entryPointOf(context, written);
  if (entryPoint === undefined) {
    const why = `no matching entryPoint for port ${written.port} and protocol ${quoteGo(written.protocol)}`;
    throw new Faulty(fault(gateway, 'Accepted', 'PortUnavailable', `Cannot find entryPoint for Gateway: ${why}`));
  }
  found.entryPoint = entryPoint;
  found.namespaces = namespacesOf(context, gateway, written);
  const asked = written.allowedRoutes?.kinds ?? [];
  const isSupported = ({ group, kind }: (typeof asked)[number]) =>
    supported.includes(kind) && (group ?? gatewayGroup) === gatewayGroup;
  found.kinds = asked.length === 0 ? supported : [...new Set(asked.filter(isSupported).map(({ kind }) => kind))];
  found.supportedKinds = found.kinds.map((kind) => ({ group: gatewayGroup, kind }));
  const wrong = asked.filter((each) => !isSupported(each));
  if (wrong.length === 0) return;
  const says = ({ group = gatewayGroup, kind }: (typeof asked)[number]) =>
    `Listener protocol ${quoteGo(written.protocol)} does not support RouteGroupKind ${group}/${kind}`;
  throw new Faulty(...wrong.map((each) => fault(gateway, 'ResolvedRefs', 'InvalidRouteKinds', says(each))));
}

/** Upstream: supportedRouteKinds. */
function supportedKinds({ settings }: GatewayContext, gateway: Gateway, { protocol }: Listener): readonly string[] {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return ['HTTPRoute', 'GRPCRoute'];
  if (protocol === 'TLS') return ['TLSRoute'];
  if (protocol !== 'TCP')
    throw new Faulty(
      fault(gateway, 'Accepted', 'UnsupportedProtocol', `Unsupported listener protocol ${quoteGo(protocol)}`),
    );
  if (settings.experimentalChannel) return ['TCPRoute'];
  const message = `Protocol ${quoteGo(protocol)} requires the experimental channel support to be enabled, please use the \`experimentalChannel\` option`;
  throw new Faulty(fault(gateway, 'Conflicted', 'ProtocolConflict', message));
}

/** The entry point on the port; one with TLS of its own takes no HTTP in clear. Upstream: entryPointName. */
const entryPointOf = ({ configuration }: GatewayContext, { port, protocol }: Listener): string | undefined =>
  [...configuration.entryPoints.values()].find(
    (each) => each.port === port && !(protocol === 'HTTP' && each.tls !== undefined),
  )?.name;

/** Upstream: allowedNamespaces. */
function namespacesOf({ objects }: GatewayContext, gateway: Gateway, { allowedRoutes }: Listener): readonly string[] {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  if (from === 'All') return [''];
  if (from === 'Same') return [gateway.metadata.namespace ?? ''];
  const message = `Invalid route namespaces selector: unsupported RouteSelectType: ${quoteGo(from)}`;
  if (from !== 'Selector') throw new Faulty(fault(gateway, 'ResolvedRefs', 'InvalidRouteNamespacesSelector', message));
  return objects.namespaces
    .filter(({ metadata }) =>
      matchesSelector(selector, { 'kubernetes.io/metadata.name': metadata.name, ...metadata.labels }),
    )
    .map(({ metadata }) => metadata.name);
}

function checkAlone(gateway: Gateway, { protocol, hostname = '', port, tls }: Listener, allocated: Set<string>): void {
  const key = `${protocol}|${hostname}|${port}`;
  const twice = 'A listener with same protocol, port and hostname already exists';
  if (allocated.has(key)) throw new Faulty(fault(gateway, 'Conflicted', 'DuplicateListener', twice));
  allocated.add(key);
  const needless = 'TLS configuration must no be defined when using HTTP or TCP protocol';
  if ((protocol === 'HTTP' || protocol === 'TCP') && tls)
    throw new Faulty(fault(gateway, 'Accepted', 'InvalidTLSConfiguration', needless));
}

function checkTls(context: GatewayContext, gateway: Gateway, written: Listener): void {
  const { name, port, protocol, tls } = written;
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return;
  if (!tls) {
    const message = `No TLS configuration for Gateway Listener ${name}:${port} and protocol ${quoteGo(protocol)}`;
    throw new Faulty(fault(gateway, 'Accepted', 'InvalidTLSConfiguration', message));
  }
  const mixed = 'HTTPS protocol is not supported with TLS mode Passthrough';
  if (passesTls(written) && protocol === 'HTTPS')
    throw new Faulty(fault(gateway, 'Accepted', 'UnsupportedProtocol', mixed));
  if (passesTls(written)) return;
  const refs = tls.certificateRefs ?? [];
  const needed = 'One TLS CertificateRef is required in Terminate mode';
  if (refs.length === 0) throw new Faulty(fault(gateway, 'ResolvedRefs', 'InvalidCertificateRef', needed));
  const certificates: CertificateConfig[] = [];
  const wrong: Condition[] = [];
  for (const ref of refs) {
    const loaded = loadCertificate(context, gateway, ref);
    if ('type' in loaded) wrong.push(loaded);
    else certificates.push(loaded);
  }
  if (wrong.length > 0) throw new Faulty(...wrong, fault(gateway, 'Programmed', 'Invalid', 'Invalid CertificateRefs'));
  keepCertificates(context, certificates);
}

function keepCertificates({ draft }: GatewayContext, certificates: readonly CertificateConfig[]): void {
  const known = new Set(draft.certificates.map(({ secret }) => secret));
  draft.certificates.push(...certificates.filter(({ secret }) => !known.has(secret)));
}

function loadCertificate(context: GatewayContext, gateway: Gateway, ref: ObjectRef): CertificateConfig | Condition {
  const { group = '', kind = 'Secret', name } = ref;
  if (kind !== 'Secret' || (group !== '' && group !== 'core')) {
    const message = `Unsupported TLS CertificateRef group/kind: ${group}/${kind}`;
    return fault(gateway, 'ResolvedRefs', 'InvalidCertificateRef', message);
  }
  const own = gateway.metadata.namespace ?? '';
  const namespace = ref.namespace ?? own;
  const secret = `${namespace}/${name}`;
  try {
    const to = { group: '', kind: 'Secret', name, namespace };
    checkGrant(context, { from: { kind: 'Gateway', namespace: own }, to });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const message = `Cannot reference CertificateRef ${secret}: ${thrown.message}`;
    return fault(gateway, 'ResolvedRefs', 'RefNotPermitted', message);
  }
  const found = context.objects.secret(namespace, name);
  try {
    if (!found) throw new Refusal(`getting secret: secret "${name}" not found`);
    return { ...blocksOf(found, namespace, name), secret, store: 'default' };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const message = `Cannot load CertificateRef ${secret}: ${thrown.message}`;
    return fault(gateway, 'ResolvedRefs', 'InvalidCertificateRef', message);
  }
}

function blocksOf(...given: Parameters<typeof certificateBlocks>): ReturnType<typeof certificateBlocks> {
  try {
    return certificateBlocks(...given);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw new Refusal(`getting certificate blocks: ${thrown.message}`);
    throw thrown;
  }
}
