import type { UnknownObject } from '../../kube/object.ts';

const long = '2026-01-01T11:00:00Z';

/** A condition that has been so for an hour, for the examples of playbooks. */
export const exampleCondition = (type: string, status: string, reason = type, message = '') => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: long,
});

/** Any object of an example; `rest` are its fields beside kind and metadata. */
export function exampleObject(
  apiVersion: string,
  ref: string,
  rest: object = {},
  metadata: object = {},
): UnknownObject {
  const [kind = '', ...place] = ref.split('/');
  const [name = '', namespace] = place.reverse();
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata }, ...rest };
}

/** A Deployment with that many of its one pod available. */
export const exampleDeployment = (
  ref: string,
  labels: Readonly<Record<string, string>>,
  available: number,
  args: readonly string[] = [],
): UnknownObject =>
  exampleObject(
    'apps/v1',
    `Deployment/${ref}`,
    {
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.com/main:1', args }] } },
      },
      status: {
        ...{ replicas: 1, availableReplicas: available, readyReplicas: available },
        conditions: [exampleCondition('Available', available > 0 ? 'True' : 'False', 'MinimumReplicas')],
      },
    },
    { labels },
  );

/** A pod on a node; `ready` also says whether its container runs. */
export const examplePod = (
  ref: string,
  labels: Readonly<Record<string, string>>,
  { ready = true, node = 'node-1', spec = {} }: { ready?: boolean; node?: string; spec?: object } = {},
): UnknownObject =>
  exampleObject(
    'v1',
    `Pod/${ref}`,
    {
      spec: { nodeName: node, containers: [{ name: 'main', image: 'example.com/main:1' }], ...spec },
      status: {
        phase: ready ? 'Running' : 'Pending',
        conditions: [exampleCondition('Ready', ready ? 'True' : 'False')],
      },
    },
    { labels },
  );

/** A node that is ready. */
export const exampleNode = (
  name: string,
  address: string,
  labels: Readonly<Record<string, string>> = {},
): UnknownObject =>
  exampleObject(
    'v1',
    `Node/${name}`,
    { status: { conditions: [exampleCondition('Ready', 'True')], addresses: [{ type: 'InternalIP', address }] } },
    { labels },
  );

/** A Service for the pods with the label `app` of its name. */
export const exampleService = (
  ref: string,
  spec: object = {},
  addresses: readonly string[] = [],
  metadata: object = {},
): UnknownObject =>
  exampleObject(
    'v1',
    `Service/${ref}`,
    {
      spec: {
        ...{ type: 'LoadBalancer', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
        selector: { app: ref.split('/').at(-1) },
        ports: [{ name: 'web', port: 80, targetPort: 80, protocol: 'TCP' }],
        ...spec,
      },
      ...(addresses.length > 0 && { status: { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } } }),
    },
    metadata,
  );

/** The endpoints of a Service: by node, whether the one there is ready. */
export const exampleSlice = (ref: string, endpoints: Readonly<Record<string, boolean>>): UnknownObject =>
  exampleObject(
    'discovery.k8s.io/v1',
    `EndpointSlice/${ref}-1`,
    {
      addressType: 'IPv4',
      ports: [{ name: 'web', port: 80, protocol: 'TCP' }],
      endpoints: Object.entries(endpoints).map(([nodeName, ready], i) => ({
        addresses: [`10.42.0.${i + 10}`],
        nodeName,
        conditions: { ready, serving: ready, terminating: false },
      })),
    },
    { labels: { 'kubernetes.io/service-name': ref.split('/').at(-1) } },
  );

/** A warning about an object. */
export function exampleEvent(about: string, reason: string, message: string): UnknownObject {
  const [kind = '', ...place] = about.split('/');
  const [name = '', namespace = 'default'] = place.reverse();
  return exampleObject('v1', `Event/${namespace}/${name}.${reason.toLowerCase()}`, {
    involvedObject: { kind, name, ...(place.length > 1 && { namespace }) },
    ...{ type: 'Warning', reason, message, lastTimestamp: long },
  });
}
