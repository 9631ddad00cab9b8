import type { ComposedObject } from '../../compose/composed-object.ts';
import { familiesOf } from '../../compose/objects/addresses.ts';
import type { LoadBalancer } from '../../compose/roles.ts';
import { fullHost, listOf } from '../../lab/lab-core.ts';
import { podLabels } from './component-names.ts';
import { dashboardEntryPoint } from './component-ports.ts';
import type { GateLab } from './lab.ts';

const allowList = 'dashboard-trusted';

/** The dashboard: who may enter, an address of its own, and the route that only that address leads to. */
export function dashboardObjects(lab: GateLab, balancer: LoadBalancer | undefined): ComposedObject[] {
  const { dashboard } = lab.ingress;
  if (!dashboard) return [];
  return [
    trustedMiddleware(lab),
    dashboardService(lab, balancer, listOf(dashboard.address)),
    dashboardRoute(lab, fullHost(lab, dashboard.host)),
  ];
}

function trustedMiddleware(lab: GateLab): ComposedObject {
  const trusted = lab.ingress.dashboard?.trusted ?? lab.network.trusted;
  // An empty list would let Traefik refuse the middleware, and the route with it: the node network is the least that makes sense.
  const sourceRange = trusted.length > 0 ? trusted : listOf(lab.network.cidr);
  return {
    file: 'middleware-dashboard-trusted.yaml',
    header: 'Who may see the dashboard: these client networks, nobody else.',
    object: {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { name: allowList, namespace: lab.ingress.namespace },
      ...{ spec: { ipAllowList: { sourceRange } } },
    },
  };
}

function dashboardService(
  lab: GateLab,
  balancer: LoadBalancer | undefined,
  addresses: readonly string[],
): ComposedObject {
  const { annotations, spec } = balancer?.request({ addresses }) ?? { annotations: {}, spec: {} };
  const entryPoint = dashboardEntryPoint(lab);
  return {
    file: 'service-dashboard.yaml',
    header: "The dashboard's own address: a name that points to the gate never leads here.",
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'traefik-dashboard', namespace: lab.ingress.namespace, annotations },
      ...{
        spec: {
          type: 'LoadBalancer',
          externalTrafficPolicy: 'Local',
          ...familiesOf(addresses),
          ...spec,
          selector: podLabels(lab.ingress.namespace),
          ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: entryPoint }],
        },
      },
    },
    comments: { 'spec.externalTrafficPolicy': 'Local: the allow list must see the true client address.' },
  };
}

function dashboardRoute(lab: GateLab, host: string): ComposedObject {
  const spec = {
    entryPoints: [dashboardEntryPoint(lab)],
    routes: [
      {
        kind: 'Rule',
        match: `Host(\`${host}\`)`,
        middlewares: [{ name: allowList }],
        services: [{ kind: 'TraefikService', name: 'api@internal' }],
      },
    ],
    tls: {},
  };
  return {
    file: 'ingressroute-dashboard.yaml',
    object: {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: 'dashboard', namespace: lab.ingress.namespace },
      ...{ spec },
    },
    comments: {
      'spec.entryPoints': 'An entry point that the gate does not expose.',
      'spec.tls': 'By the default certificate.',
    },
  };
}
