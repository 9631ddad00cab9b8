import type { UnknownObject } from '../../kube/object.ts';

/** A deployment of one container with a port named `http`, for the examples of rules. */
export const exampleDeployment = (labels: Readonly<Record<string, string>> = { app: 'hello' }): UnknownObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'hello', namespace: 'hello' },
  spec: {
    selector: { matchLabels: { app: 'hello' } },
    template: {
      metadata: { labels },
      spec: {
        containers: [{ name: 'hello', image: 'traefik/whoami:v1.11', ports: [{ name: 'http', containerPort: 8080 }] }],
      },
    },
  },
});

/** That deployment with more fields of its pods. */
export function withPodSpec(fields: object): UnknownObject {
  const deployment = exampleDeployment() as UnknownObject & {
    readonly spec: { readonly template: { readonly spec: object } };
  };
  const { spec } = deployment;
  const template = { ...spec.template, spec: { ...spec.template.spec, ...fields } };
  return { ...deployment, spec: { ...spec, template } };
}

/** That deployment with more fields of its container. */
export const withContainer = (fields: object): UnknownObject =>
  withPodSpec({
    containers: [
      { name: 'hello', image: 'traefik/whoami:v1.11', ports: [{ name: 'http', containerPort: 8080 }], ...fields },
    ],
  });

export const exampleService = (spec: object = {}): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'hello', namespace: 'hello' },
  spec: { selector: { app: 'hello' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }], ...spec },
});

export const exampleIngress = (port: object, name = 'hello'): UnknownObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'hello', namespace: 'hello' },
  spec: {
    rules: [
      {
        host: 'hello.example.com',
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port } } }] },
      },
    ],
  },
});

export const exampleDaemonSet = (rollingUpdate: object): UnknownObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'traefik', namespace: 'traefik' },
  spec: {
    selector: { matchLabels: { app: 'traefik' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate },
    template: {
      metadata: { labels: { app: 'traefik' } },
      spec: { containers: [{ name: 'traefik', image: 'traefik' }] },
    },
  },
});

export const exampleNamespace = (level: string): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'hello', labels: { 'pod-security.kubernetes.io/enforce': level } },
});
