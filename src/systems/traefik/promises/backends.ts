import { normalise } from '../model/go-text.ts';
import { schemeOf } from '../providers/servers.ts';
import type { ServiceRef, TraefikObjects } from '../read-objects.ts';

const clusterName = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?\.?$/;

/** A Service by name and, where it is another name for one inside the cluster, that one too. */
export function withAlias(objects: TraefikObjects, namespace: string, name: string): readonly string[] {
  const { type, externalName = '' } = objects.service(namespace, name)?.spec ?? {};
  const alias = type === 'ExternalName' ? clusterName.exec(externalName) : null;
  return [`${namespace}/${name}`, ...(alias ? [`${alias[2]}/${alias[1]}`] : [])];
}

/**
 * `namespace/name` of the Services that a route's services come down to, TraefikServices followed: those whose answer a client may get.
 * Upstream: crd/kubernetes_http.go buildServicesLB, buildMirroring, buildFailover.
 */
export function backendsOf(
  objects: TraefikObjects,
  namespace: string,
  services: readonly ServiceRef[],
  depth = 0,
): readonly string[] {
  return services.flatMap((ref): readonly string[] => {
    const at = ref.namespace || namespace;
    if (ref.kind !== 'TraefikService') return withAlias(objects, at, ref.name);
    const name = ref.name.replace(/@kubernetescrd$/, '');
    const found = objects.traefikServices.find(
      ({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === at,
    );
    if (!found || depth > 10) return [];
    const { weighted, mirroring, highestRandomWeight, failover } = found.spec ?? {};
    const members = [
      ...(weighted?.services ?? []),
      ...(highestRandomWeight?.services ?? []),
      ...(mirroring ? [mirroring] : []),
      ...(failover ? [failover.service] : []),
    ].filter(({ weight }) => weight === undefined || weight > 0);
    return backendsOf(objects, at, members, depth + 1);
  });
}

/**
 * Why what the servers of a Service's port answer is not known: they are asked over TLS, and nobody tells whether they are trusted. Where
 * the transport takes any certificate, that they speak TLS is all that is needed.
 */
export function askedOverTls(
  objects: TraefikObjects,
  namespace: string,
  { name, port, scheme, serversTransport }: Pick<ServiceRef, 'name' | 'port' | 'scheme' | 'serversTransport'>,
): string | undefined {
  const ports = objects.service(namespace, name)?.spec.ports ?? [];
  const found = ports.find((each) => each.port === port || (each.name !== undefined && each.name === port));
  const used = scheme || (found ? schemeOf(found) : port === 443 ? 'https' : 'http');
  return used === 'https' && !takesAnyCertificate(objects, namespace, serversTransport)
    ? `${namespace}/${name} is asked over https, and whether Traefik trusts its certificate is not known from the objects`
    : undefined;
}

/** Upstream: crd/kubernetes_http.go makeServersTransportKey. */
function takesAnyCertificate(objects: TraefikObjects, namespace: string, transport = ''): boolean {
  const suffix = '@kubernetescrd';
  const key = transport.endsWith(suffix) ? transport.slice(0, -suffix.length) : normalise(`${namespace}-${transport}`);
  return objects.serversTransports.some(
    ({ metadata, spec }) =>
      spec?.insecureSkipVerify === true && normalise(`${metadata.namespace}-${metadata.name}`) === key,
  );
}
