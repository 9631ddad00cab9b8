import { change, eachBy, type Fields, fill } from './fill.ts';

const clientIpTimeout = 10_800;

/** Defaults of a Service's spec: kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Service. */
export function defaultService(spec: Fields): Fields {
  let next = fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (next.sessionAffinity === 'ClientIP') {
    const clientIP = fill((next.sessionAffinityConfig as Fields | undefined)?.clientIP as Fields | undefined, {
      timeoutSeconds: clientIpTimeout,
    });
    next = { ...next, sessionAffinityConfig: { clientIP } };
  }
  next = change(next, 'ports', eachBy(defaultServicePort));
  if (next.type !== 'ExternalName') next = fill(next, { internalTrafficPolicy: 'Cluster' });
  if (next.type === 'NodePort' || next.type === 'LoadBalancer') next = fill(next, { externalTrafficPolicy: 'Cluster' });
  return next.type === 'LoadBalancer' ? fill(next, { allocateLoadBalancerNodePorts: true }) : next;
}

/** An address of a load balancer is a virtual one unless its giver says otherwise: SetDefaults_Service. */
export function defaultServiceStatus(status: Fields): Fields {
  const entry = (ingress: Fields): Fields => (ingress.ip ? fill(ingress, { ipMode: 'VIP' }) : ingress);
  return change(status, 'loadBalancer', (balancer: Fields) => change(balancer, 'ingress', eachBy(entry)));
}

function defaultServicePort(port: Fields): Fields {
  const next = fill(port, { protocol: 'TCP' });
  const { targetPort } = next;
  return targetPort === undefined || targetPort === 0 || targetPort === '' ? { ...next, targetPort: port.port } : next;
}

const defaultSlicePort = (port: Fields): Fields => fill(port, { name: '', protocol: 'TCP' });

const nothingToNull = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? null : value);

/** An EndpointSlice holds its parts at its top; parts that are empty are null. */
export function defaultEndpointSlice(slice: Fields): Fields {
  const filled = change(
    change(slice, 'ports', eachBy(defaultSlicePort)),
    'endpoints',
    eachBy((endpoint: Fields) => fill(endpoint, { conditions: {} })),
  );
  const parts = { endpoints: nothingToNull(filled.endpoints ?? null), ports: nothingToNull(filled.ports ?? null) };
  return filled.endpoints === parts.endpoints && filled.ports === parts.ports ? filled : { ...filled, ...parts };
}

export const defaultEndpoints = (endpoints: Fields): Fields =>
  change(
    endpoints,
    'subsets',
    eachBy((subset: Fields) =>
      change(
        subset,
        'ports',
        eachBy((port: Fields) => fill(port, { protocol: 'TCP' })),
      ),
    ),
  );

const defaultPolicyRule = (rule: Fields): Fields =>
  change(
    rule,
    'ports',
    eachBy((port: Fields) => fill(port, { protocol: 'TCP' })),
  );

/** kubernetes pkg/apis/networking/v1/defaults.go */
export function defaultNetworkPolicy(spec: Fields): Fields {
  const rules = ['ingress', 'egress'].reduce((at, side) => change(at, side, eachBy(defaultPolicyRule)), spec);
  const egress = Array.isArray(spec.egress) && spec.egress.length > 0;
  return fill(rules, { podSelector: {}, policyTypes: egress ? ['Ingress', 'Egress'] : ['Ingress'] });
}

export const defaultIngressClass = (spec: Fields): Fields =>
  change(spec, 'parameters', (parameters: Fields) => fill(parameters, { scope: 'Cluster' }));
