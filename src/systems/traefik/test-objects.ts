import type { Cluster, WatchEvent } from '../../cluster/cluster.ts';
import { GatehouseError } from '../../core/errors.ts';
import type { UnknownObject } from '../../kube/object.ts';

/** Builders of objects for tests of this folder. */
export const make = {
  service: (
    name: string,
    port: number | { name: string; port: number } = 80,
    spec: object = {},
    annotations: Record<string, string> = {},
  ): UnknownObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'apps', annotations },
    spec: { type: 'ClusterIP', clusterIP: '10.43.0.9', ports: [typeof port === 'number' ? { port } : port], ...spec },
  }),
  slice: (service: string, addresses: readonly string[], port = 8080, name = ''): UnknownObject => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${service}-1`, namespace: 'apps', labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    ports: [{ name, port }],
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true, serving: true } })),
  }),
  route: (name: string, match: string, more: { spec?: object; route?: object } = {}): UnknownObject => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name, namespace: 'apps' },
    spec: {
      entryPoints: ['web'],
      routes: [{ match, kind: 'Rule', services: [{ name: 'hello', port: 80 }], ...more.route }],
      ...more.spec,
    },
  }),
  middleware: (name: string, spec: object): UnknownObject => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name, namespace: 'apps' },
    spec,
  }),
  ingress: (name: string, spec: object, annotations: Record<string, string> = {}): UnknownObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'apps', annotations },
    spec,
  }),
  tlsSecret: (name: string, certificate: string, key: string): UnknownObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'apps' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': Buffer.from(certificate).toString('base64'), 'tls.key': Buffer.from(key).toString('base64') },
  }),
};

/** Arguments as the chart writes them by default. */
export const chartArguments: readonly string[] = [
  '--entryPoints.metrics.address=:9100/tcp',
  '--entryPoints.traefik.address=:8080/tcp',
  '--entryPoints.web.address=:8000/tcp',
  '--entryPoints.websecure.address=:8443/tcp',
  '--api.dashboard=true',
  '--ping=true',
  '--metrics.prometheus=true',
  '--metrics.prometheus.entrypoint=metrics',
  '--providers.kubernetescrd',
  '--providers.kubernetescrd.allowEmptyServices=true',
  '--providers.kubernetesingress',
  '--providers.kubernetesingress.allowEmptyServices=true',
  '--providers.kubernetesingress.ingressendpoint.publishedservice=traefik/traefik',
  '--entryPoints.websecure.http.tls=true',
  '--log.level=INFO',
];

/** A cluster that is watched only; `put` changes it. */
export function watchedCluster(objects: readonly UnknownObject[]): {
  cluster: Cluster;
  put: (object: UnknownObject) => void;
} {
  const watchers: { kind: string; onEvent: (event: WatchEvent) => void }[] = [];
  const refuse = () => Promise.reject(new GatehouseError('only watched'));
  const cluster: Cluster = {
    now: () => 0,
    get: ({ kind }, name) =>
      Promise.resolve(objects.find((object) => object.kind === kind && object.metadata.name === name) as never),
    list: ({ kind }, { labelSelector = '' } = {}) => {
      const [key = '', value = ''] = labelSelector.split('=');
      const fits = ({ metadata }: UnknownObject) => key === '' || metadata.labels?.[key] === value;
      return Promise.resolve(objects.filter((object) => object.kind === kind && fits(object)) as never);
    },
    create: refuse,
    update: refuse,
    patch: refuse,
    apply: refuse,
    delete: refuse,
    resources: refuse,
    watch: ({ kind }, onEvent) => {
      watchers.push({ kind, onEvent: onEvent as (event: WatchEvent) => void });
      for (const object of objects)
        if (object.kind === kind) (onEvent as (event: WatchEvent) => void)({ type: 'ADDED', object });
      return () => undefined;
    },
  };
  const put = (object: UnknownObject): void => {
    for (const { kind, onEvent } of watchers) if (kind === object.kind) onEvent({ type: 'MODIFIED', object });
  };
  return { cluster, put };
}
