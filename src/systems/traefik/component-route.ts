import type { ComposedObject } from '../../compose/composed-object.ts';
import type { RouteWish } from '../../compose/roles.ts';
import { allowList, allowListName, loginGuard, routeLoginName } from './component-access.ts';
import { routeTls } from './component-acme.ts';
import { entryPointsWith } from './component-ports.ts';
import { serverTransport, transportName } from './component-transport.ts';
import type { GateLab } from './lab.ts';

const defaultCertificate = 'By the default certificate of the gate.';
const ownCertificate = 'By a certificate that the gate asks for itself.';

/** A route as an IngressRoute or an Ingress, on the entry points that speak TLS or those that do not, and before it who may enter. */
export const routeObjects = (lab: GateLab, wish: RouteWish): ComposedObject[] => [
  ...(wish.clients ? [allowList(wish, wish.clients)] : []),
  ...(wish.guard ? [loginGuard(wish.namespace, wish.guard, routeLoginName(wish))] : []),
  ...serverTransport(wish),
  wish.kind === 'Ingress' ? ingress(lab, wish) : ingressRoute(lab, wish),
];

const entryPointsOf = (lab: GateLab, { tls }: RouteWish): string[] => entryPointsWith(lab, tls);

function ingressRoute(lab: GateLab, wish: RouteWish): ComposedObject {
  const { name, namespace, tls } = wish;
  const routes = answersOf(wish).map((answered) => routeOf(wish, answered));
  const spec = { entryPoints: entryPointsOf(lab, wish), routes, ...(tls && { tls: routeTls(lab) }) };
  return {
    file: 'ingressroute.yaml',
    object: {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name, namespace },
      ...{ spec },
    },
    comments: { 'spec.tls': lab.ingress.acme ? ownCertificate : defaultCertificate },
  };
}

interface Answered {
  readonly hosts: readonly string[];
  readonly path: string;
}

const answersOf = ({ hosts, path, also = [] }: RouteWish): readonly Answered[] => [{ hosts, path }, ...also];

function routeOf(wish: RouteWish, answered: Answered) {
  const { service, server, namespace } = wish;
  const middlewares = middlewaresOf(wish).map((each) =>
    each.namespace === namespace ? { name: each.name } : { name: each.name, namespace: each.namespace },
  );
  const transport = transportName(wish);
  const asked = server && { scheme: server.scheme, ...(transport !== undefined && { serversTransport: transport }) };
  return {
    kind: 'Rule',
    match: ruleOf(answered),
    ...(middlewares.length > 0 && { middlewares }),
    services: [{ name: service.name, port: service.port, ...asked }],
  };
}

/** Those outside the networks are not even asked to sign in, and who may not enter passes none of the others. */
const middlewaresOf = (wish: RouteWish): readonly { readonly namespace: string; readonly name: string }[] => [
  ...(wish.clients ? [{ namespace: wish.namespace, name: allowListName(wish) }] : []),
  ...(wish.guard ? [{ namespace: wish.namespace, name: routeLoginName(wish) }] : []),
  ...(wish.middlewares ?? []),
];

function ruleOf({ hosts, path }: Answered): string {
  const names = hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
  if (path === '/') return names;
  return `${hosts.length > 1 ? `(${names})` : names} && PathPrefix(\`${path}\`)`;
}

function ingress(lab: GateLab, wish: RouteWish): ComposedObject {
  const { name, namespace, service, tls } = wish;
  const middlewares = middlewaresOf(wish).map((each) => `${each.namespace}-${each.name}@kubernetescrd`);
  const prefix = 'traefik.ingress.kubernetes.io/router';
  const annotations = {
    [`${prefix}.entrypoints`]: entryPointsOf(lab, wish).join(','),
    ...(middlewares.length > 0 && { [`${prefix}.middlewares`]: middlewares.join(',') }),
    ...(tls && { [`${prefix}.tls`]: 'true' }),
    ...(tls && lab.ingress.acme && { [`${prefix}.tls.certresolver`]: lab.ingress.acme.resolver }),
  };
  const backend = { service: { name: service.name, port: { name: service.portName } } };
  const rules = answersOf(wish).flatMap(({ hosts, path }) =>
    hosts.map((host) => ({ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } })),
  );
  return {
    file: 'ingress.yaml',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace, annotations },
      ...{ spec: { ingressClassName: lab.ingress.class, rules } },
    },
    comments: tls
      ? { 'metadata.annotations': `TLS ${(lab.ingress.acme ? ownCertificate : defaultCertificate).toLowerCase()}` }
      : undefined,
  };
}
