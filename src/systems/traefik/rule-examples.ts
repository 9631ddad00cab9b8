import type { UnknownObject } from '../../kube/object.ts';

/** Builders of the examples that the rules of this folder carry. */
export const exampleRoute = (
  name: string,
  match: string,
  more: { readonly route?: object; readonly spec?: object; readonly apiVersion?: string } = {},
): UnknownObject => ({
  apiVersion: more.apiVersion ?? 'traefik.io/v1alpha1',
  kind: 'IngressRoute',
  metadata: { name, namespace: 'apps' },
  spec: {
    entryPoints: ['websecure'],
    routes: [{ match, kind: 'Rule', services: [{ name: 'hello', port: 80 }], ...more.route }],
    ...more.spec,
  },
});

export const exampleMiddleware = (name: string, spec: object): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'Middleware',
  metadata: { name, namespace: 'apps' },
  spec,
});

export const exampleService = (name: string, spec: object = {}): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'apps' },
  spec: { ports: [{ port: 80 }], ...spec },
});

/** A ready pod behind a Service of this name. */
export const exampleEndpoints = (service: string): UnknownObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${service}-1`, namespace: 'apps', labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080 }],
  endpoints: [{ addresses: ['10.42.0.7'], conditions: { ready: true, serving: true } }],
});

/** Arguments of the example's Traefik. */
export const exampleArguments: readonly string[] = [
  '--entryPoints.web.address=:8000/tcp',
  '--entryPoints.websecure.address=:8443/tcp',
  '--providers.kubernetescrd',
  '--providers.kubernetesingress',
];

export const exampleIngress = (
  annotations: Readonly<Record<string, string>>,
  ingressClassName?: string,
): UnknownObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'hello', namespace: 'apps', annotations },
  spec: {
    ...(ingressClassName ? { ingressClassName } : {}),
    rules: [
      {
        host: 'hello.example.org',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'hello', port: { number: 80 } } } }],
        },
      },
    ],
  },
});

export const exampleClass = (name: string): UnknownObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller: 'traefik.io/ingress-controller' },
});

export const exampleTraefik: UnknownObject = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'traefik', namespace: 'traefik' },
  spec: {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': 'traefik' } },
      spec: {
        containers: [
          {
            name: 'traefik',
            args: exampleArguments,
          },
        ],
      },
    },
  },
};
