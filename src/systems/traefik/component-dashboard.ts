import type { ComposedObject } from '../../compose/composed-object.ts';
import { familiesOf } from '../../compose/objects/addresses.ts';
import type { LoadBalancer, Roles } from '../../compose/roles.ts';
import { groupsOf } from '../../lab/access.ts';
import { fullHost } from '../../lab/lab-core.ts';
import { listOf } from '../../lab/list-of.ts';
import { loginGuard, loginName } from './component-access.ts';
import { routeTls } from './component-acme.ts';
import { podLabels } from './component-names.ts';
import { dashboardEntryPoint, entryPointsWith } from './component-ports.ts';
import { dashboardClients, type GateLab } from './lab.ts';

const allowList = 'dashboard-trusted';

/** The dashboard: who may enter, and either an address of its own with the route that it alone leads to, or a route on the gate. */
export function dashboardObjects(lab: GateLab, { loadBalancer, login }: Roles): ComposedObject[] {
  const { dashboard } = lab.ingress;
  if (!dashboard) return [];
  const { namespace } = lab.ingress;
  const clients = dashboardClients(lab, dashboard);
  const guard = groupsOf(dashboard.access) && login?.guard;
  const middlewares = [...(clients ? [allowList] : []), ...(guard ? [loginName] : [])];
  return [
    ...(clients ? [trustedMiddleware(namespace, clients)] : []),
    ...(guard ? [loginGuard(namespace, guard)] : []),
    ...(dashboard.address === undefined ? [] : [dashboardService(lab, loadBalancer, listOf(dashboard.address))]),
    dashboardRoute(lab, fullHost(lab, dashboard.host), middlewares),
  ];
}

function trustedMiddleware(namespace: string, sourceRange: readonly string[]): ComposedObject {
  return {
    file: 'middleware-dashboard-trusted.yaml',
    header: 'Who may see the dashboard: these client networks, nobody else.',
    object: {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { name: allowList, namespace },
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
          ports: [
            {
              ...(lab.ingress.dashboard?.entryPoint ? { name: 'http', port: 80 } : { name: 'https', port: 443 }),
              ...{ protocol: 'TCP', targetPort: entryPoint },
            },
          ],
        },
      },
    },
    comments: { 'spec.externalTrafficPolicy': 'Local: the allow list must see the true client address.' },
  };
}

function dashboardRoute(lab: GateLab, host: string, middlewares: readonly string[]): ComposedObject {
  const { address, entryPoint } = lab.ingress.dashboard ?? {};
  const onGate = address === undefined;
  const spec = {
    entryPoints: onGate ? entryPointsWith(lab, true) : [dashboardEntryPoint(lab)],
    routes: [
      {
        kind: 'Rule',
        match: `Host(\`${host}\`)`,
        middlewares: middlewares.map((name) => ({ name })),
        services: [{ kind: 'TraefikService', name: 'api@internal' }],
      },
    ],
    ...(entryPoint === undefined && { tls: routeTls(lab) }),
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
      ...(onGate ? {} : { 'spec.entryPoints': 'An entry point that the gate does not expose.' }),
      'spec.tls': lab.ingress.acme ? 'By a certificate that the gate asks for itself.' : 'By the default certificate.',
    },
  };
}
