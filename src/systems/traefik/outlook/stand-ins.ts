import type { UnknownObject } from '../../../kube/object.ts';
import type { Ingress, Service } from '../../../kube/types.ts';
import type { ServiceRef, TraefikObjects } from '../read-objects.ts';

/** A Service that a route names, and its port there. */
interface Asked {
  readonly namespace: string;
  readonly name: string;
  readonly port: string | number;
}

/**
 * Services that routes name and no file holds, since a chart that is not known makes them, and an endpoint for every Service: so that a route
 * is told by what is written, and not by what is not known.
 */
export function standIns(objects: TraefikObjects, services: readonly Service[]): readonly UnknownObject[] {
  const missing = new Map<string, Asked[]>();
  for (const asked of [...routed(objects), ...ingressed(objects.ingresses)]) {
    if (objects.service(asked.namespace, asked.name)) continue;
    const key = `${asked.namespace}/${asked.name}`;
    missing.set(key, [...(missing.get(key) ?? []), asked]);
  }
  const made = [...missing.values()].map(serviceOf);
  return [...made, ...[...services, ...(made as unknown as readonly Service[])].map(endpointsOf)];
}

function routed({ ingressRoutes, traefikServices }: TraefikObjects): readonly Asked[] {
  const routes = ingressRoutes.flatMap(({ metadata, spec }) =>
    (spec?.routes ?? []).flatMap(({ services = [] }) => askedOf(services, metadata.namespace)),
  );
  const others = traefikServices.flatMap(({ metadata, spec = {} }) =>
    askedOf([...(spec.weighted?.services ?? []), ...(spec.mirroring ? [spec.mirroring] : [])], metadata.namespace),
  );
  return [...routes, ...others];
}

const askedOf = (services: readonly ServiceRef[], own = ''): readonly Asked[] =>
  services
    .filter(({ kind, name }) => kind !== 'TraefikService' && !name.includes('@'))
    .map(({ namespace, name, port = 80 }) => ({ namespace: namespace || own, name, port }));

const ingressed = (ingresses: readonly Ingress[]): readonly Asked[] =>
  ingresses.flatMap(({ metadata, spec }) => {
    const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend);
    return [...paths, ...(spec?.defaultBackend ? [spec.defaultBackend] : [])].flatMap(({ service }) =>
      service
        ? [
            {
              namespace: metadata.namespace ?? '',
              name: service.name,
              port: service.port?.name ?? service.port?.number ?? 80,
            },
          ]
        : [],
    );
  });

function serviceOf(asked: readonly Asked[]): UnknownObject {
  const { namespace, name } = asked[0]!;
  const ports = [...new Set(asked.map(({ port }) => port))].map((port, i) =>
    typeof port === 'number' ? { name: `port-${port}`, port } : { name: port, port: 60_000 + i },
  );
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { clusterIP: '10.43.0.1', ports } };
}

const endpointsOf = ({ metadata, spec }: Service): UnknownObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: `${metadata.name}-stand-in`,
    namespace: metadata.namespace,
    labels: { 'kubernetes.io/service-name': metadata.name },
  },
  addressType: 'IPv4',
  ports: (spec?.ports ?? []).map(({ name = '', port }) => ({ name, port })),
  endpoints: [{ addresses: ['10.42.0.1'], conditions: { ready: true, serving: true } }],
});
