import { type Ingress, kinds, type Service } from '../../../kube/types.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import type { IngressRoute } from '../read-objects.ts';
import { routedObjects, type SeenGate } from '../rule-seen.ts';

/** A Service that an object routes to, by the port it names. */
export interface SeenBackend {
  /** `Kind/namespace/name` of the object that routes. */
  readonly route: string;
  readonly service: Service;
  readonly port: number | string | undefined;
  /** What the route says of the scheme; undefined: Traefik chooses. */
  readonly scheme?: string;
}

interface Reference {
  readonly name?: string;
  readonly namespace: string;
  readonly port?: number | string;
  readonly scheme?: string;
}

/** The Services behind the routes that the gate has, those that are there. */
export function backendsSeen(gate: SeenGate, seen: SeenCluster): readonly SeenBackend[] {
  const lost = gate.problems.filter(({ code }) => code === 'route-without-endpoints');
  const routed = new Set([...routedObjects(gate), ...lost.flatMap(({ object }) => object ?? [])]);
  const services = new Map(
    seen.list<Service>(kinds.Service).map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]),
  );
  const found = [...gate.objects.ingressRoutes.map(ofRoute), ...gate.objects.ingresses.map(ofIngress)];
  return found
    .filter(({ route }) => routed.has(route))
    .flatMap(({ route, references }) =>
      references.flatMap(({ name, namespace, port, scheme }) => {
        const service = services.get(`${namespace}/${name}`);
        return service ? [{ route, service, port, ...(scheme !== undefined && { scheme }) }] : [];
      }),
    );
}

interface References {
  readonly route: string;
  readonly references: readonly Reference[];
}

function ofRoute({ metadata, spec }: IngressRoute): References {
  const { name, namespace = '' } = metadata;
  const references = (spec?.routes ?? []).flatMap(({ services = [] }) =>
    services
      .filter(({ kind = 'Service' }) => kind === 'Service')
      .map((each) => ({ ...each, namespace: each.namespace || namespace }) as Reference),
  );
  return { route: `IngressRoute/${namespace}/${name}`, references };
}

function ofIngress({ metadata, spec }: Ingress): References {
  const { name, namespace = '' } = metadata;
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  const backends = [...paths.map(({ backend }) => backend), ...(spec?.defaultBackend ? [spec.defaultBackend] : [])];
  const references = backends.flatMap(({ service }) =>
    service ? [{ name: service.name, namespace, port: service.port?.number ?? service.port?.name }] : [],
  );
  return { route: `Ingress/${namespace}/${name}`, references };
}
