// What faults are made of.

/** Where what is ill stands. */
export const namespace = 'ill';

/** An object of the namespace of what is ill. */
export const object = (apiVersion, kind, name, rest, metadata = {}) => ({
  apiVersion,
  kind,
  metadata: { name, namespace, ...metadata },
  ...rest,
});

/** A container of hello. */
export const container = (name, more = {}) => ({
  name,
  image: 'hello',
  ports: [{ containerPort: 8080, name: 'http' }],
  ...more,
});

/** A Deployment of one pod. */
export const deployment = (name, pod = {}, more = {}) =>
  object('apps/v1', 'Deployment', name, {
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container(name)], ...pod } },
      ...more,
    },
  });

/** A Service of http. */
export const service = (name, selector, more = {}) =>
  object('v1', 'Service', name, {
    spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 'http' }], ...more },
  });

/** A Service that asks for an address. */
export const balancer = (name, address) =>
  object(
    'v1',
    'Service',
    name,
    { spec: { type: 'LoadBalancer', selector: { app: 'well' }, ports: [{ port: 80, targetPort: 8080 }] } },
    { annotations: { 'metallb.io/loadBalancerIPs': address } },
  );

/** An object of MetalLB. */
export const metallb = (kind, name, spec) =>
  object('metallb.io/v1beta1', kind, name, { spec }, { namespace: 'metallb-system' });

/** An object of Flux. */
export const flux = (group, kind, name, spec) =>
  object(
    `${group}.toolkit.fluxcd.io/${group === 'helm' ? 'v2' : 'v1'}`,
    kind,
    name,
    { spec },
    { namespace: 'flux-system' },
  );

/** A route of Traefik on the gate. */
export const route = (name, service, more = {}) =>
  object('traefik.io/v1alpha1', 'IngressRoute', name, {
    spec: {
      entryPoints: ['websecure'],
      routes: [
        {
          kind: 'Rule',
          match: `Host(\`${name}.home.example.org\`)`,
          services: [{ name: service, port: 80 }],
          ...more.route,
        },
      ],
      tls: more.tls ?? {},
    },
  });

/** Nobody is at this address of the platform's network. */
export const unreachable = {
  httpGet: { host: '192.168.88.99', port: 80, path: '/' },
  periodSeconds: 2,
  failureThreshold: 2,
};

/** An argument that the program ends at. */
export const ends = { image: 'docker.io/traefik:v3', args: ['--no-such-thing'] };
