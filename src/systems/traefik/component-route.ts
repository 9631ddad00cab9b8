import type { ComposedObject } from '../../compose/composed-object.ts';
import type { RouteWish } from '../../compose/roles.ts';
import { allowList, allowListName, loginGuard, loginName } from './component-access.ts';
import { entryPointsWith } from './component-ports.ts';
import type { GateLab } from './lab.ts';

const defaultCertificate = 'By the default certificate of the gate.';

/** A route as an IngressRoute or an Ingress, on the entry points that speak TLS or those that do not, and before it who may enter. */
export const routeObjects = (lab: GateLab, wish: RouteWish): ComposedObject[] => [
  ...(wish.clients ? [allowList(wish.namespace, wish.clients)] : []),
  ...(wish.guard ? [loginGuard(wish.namespace, wish.guard)] : []),
  wish.kind === 'Ingress' ? ingress(lab, wish) : ingressRoute(lab, wish),
];

const entryPointsOf = (lab: GateLab, { tls }: RouteWish): string[] => entryPointsWith(lab, tls);

function ingressRoute(lab: GateLab, wish: RouteWish): ComposedObject {
  const { name, namespace, service, tls } = wish;
  const middlewares = middlewaresOf(wish);
  const route = {
    kind: 'Rule',
    match: ruleOf(wish),
    ...(middlewares.length > 0 && { middlewares: middlewares.map((each) => ({ name: each })) }),
    services: [{ name: service.name, port: service.port }],
  };
  const spec = { entryPoints: entryPointsOf(lab, wish), routes: [route], ...(tls && { tls: {} }) };
  return {
    file: 'ingressroute.yaml',
    object: {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name, namespace },
      ...{ spec },
    },
    comments: { 'spec.tls': defaultCertificate },
  };
}

/** Those outside the networks are not even asked to sign in. */
const middlewaresOf = ({ clients, guard }: RouteWish): readonly string[] => [
  ...(clients ? [allowListName] : []),
  ...(guard ? [loginName] : []),
];

function ruleOf({ hosts, path }: RouteWish): string {
  const names = hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
  if (path === '/') return names;
  return `${hosts.length > 1 ? `(${names})` : names} && PathPrefix(\`${path}\`)`;
}

function ingress(lab: GateLab, wish: RouteWish): ComposedObject {
  const { name, namespace, service, hosts, path, tls } = wish;
  const middlewares = middlewaresOf(wish).map((each) => `${namespace}-${each}@kubernetescrd`);
  const prefix = 'traefik.ingress.kubernetes.io/router';
  const annotations = {
    [`${prefix}.entrypoints`]: entryPointsOf(lab, wish).join(','),
    ...(middlewares.length > 0 && { [`${prefix}.middlewares`]: middlewares.join(',') }),
    ...(tls && { [`${prefix}.tls`]: 'true' }),
  };
  const backend = { service: { name: service.name, port: { name: service.portName } } };
  const rules = hosts.map((host) => ({ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } }));
  return {
    file: 'ingress.yaml',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace, annotations },
      ...{ spec: { ingressClassName: lab.ingress.class, rules } },
    },
    comments: tls ? { 'metadata.annotations': `TLS ${defaultCertificate.toLowerCase()}` } : undefined,
  };
}
