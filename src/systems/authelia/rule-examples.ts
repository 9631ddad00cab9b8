import type { UnknownObject } from '../../kube/object.ts';
import type { Container, PodSpec } from '../../kube/types.ts';

/** A configuration that Authelia starts with, line by line. */
const usual = {
  session: "session: { cookies: [{ domain: example.org, authelia_url: 'https://auth.example.org' }] }",
  access_control: 'access_control: { rules: [{ domain: a.example.org, policy: one_factor }] }',
};

/** The same with other parts in the place of its own, or beside them. */
export const configurationWith = (parts: Readonly<Record<string, string>> = {}): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'authelia', namespace: 'authelia' },
  ...{ data: { 'configuration.yml': `${Object.values({ ...usual, ...parts }).join('\n')}\n` } },
});

/** What differs from a Deployment of Authelia that runs. */
interface Changes {
  readonly container?: Partial<Container>;
  readonly spec?: Partial<PodSpec>;
  readonly replicas?: number;
}

/** A Deployment that reads that configuration. */
export const autheliaWith = ({ container, spec, replicas = 1 }: Changes = {}): UnknownObject => {
  const labels = { app: 'authelia' };
  const own = {
    name: 'authelia',
    image: 'ghcr.io/authelia/authelia:4.39.20',
    volumeMounts: [
      { name: 'configuration', mountPath: '/config/configuration.yml', subPath: 'configuration.yml' },
      { name: 'data', mountPath: '/data' },
    ],
    ...container,
  };
  const volumes = [
    { name: 'configuration', configMap: { name: 'authelia' } },
    { name: 'data', emptyDir: {} },
  ];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'authelia', namespace: 'authelia' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { enableServiceLinks: false, volumes, ...spec, containers: [own] } },
    },
  };
};

/** A Service in its namespace. */
export const serviceNamed = (name: string): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'authelia' },
  spec: { selector: { app: 'authelia' }, ports: [{ port: 80, targetPort: 9091 }] },
});
