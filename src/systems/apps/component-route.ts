import type { ComposedObject } from '../../compose/component.ts';
import { compareText } from '../../core/finding.ts';
import type { Lab, LabApp } from '../../lab/schema.ts';
import { allowListName } from './component-access.ts';
import { appNamespace, portName } from './component-names.ts';
import { servicePort } from './component-service.ts';

const defaultCertificate = 'By the default certificate of the gate.';

/** The route to an app: an IngressRoute or an Ingress, on the entry points that speak TLS or those that do not. */
export const appRoute = (lab: Lab, app: LabApp, restricted: boolean): ComposedObject =>
  app.route === 'Ingress' ? ingress(lab, app, restricted) : ingressRoute(lab, app, restricted);

const entryPointsOf = (lab: Lab, { tls }: LabApp): string[] =>
  Object.entries(lab.ingress.entryPoints)
    .filter(([, entryPoint]) => entryPoint.tls === tls)
    .map(([name]) => name)
    .sort(compareText);

function ingressRoute(lab: Lab, app: LabApp, restricted: boolean): ComposedObject {
  const route = {
    kind: 'Rule',
    match: ruleOf(app),
    ...(restricted && { middlewares: [{ name: allowListName }] }),
    services: [{ name: app.name, port: servicePort }],
  };
  const spec = { entryPoints: entryPointsOf(lab, app), routes: [route], ...(app.tls && { tls: {} }) };
  return {
    file: 'ingressroute.yaml',
    object: {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: app.name, namespace: appNamespace(app) },
      ...{ spec },
    },
    comments: { 'spec.tls': defaultCertificate },
  };
}

function ruleOf({ hosts, path }: LabApp): string {
  const names = hosts.map((host) => `Host(\`${host}\`)`).join(' || ');
  if (path === '/') return names;
  return `${hosts.length > 1 ? `(${names})` : names} && PathPrefix(\`${path}\`)`;
}

function ingress(lab: Lab, app: LabApp, restricted: boolean): ComposedObject {
  const { name, hosts, path, tls } = app;
  const namespace = appNamespace(app);
  const prefix = 'traefik.ingress.kubernetes.io/router';
  const annotations = {
    [`${prefix}.entrypoints`]: entryPointsOf(lab, app).join(','),
    ...(restricted && { [`${prefix}.middlewares`]: `${namespace}-${allowListName}@kubernetescrd` }),
    ...(tls && { [`${prefix}.tls`]: 'true' }),
  };
  const backend = { service: { name, port: { name: portName } } };
  const rules = hosts.map((host) => ({ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } }));
  return {
    file: 'ingress.yaml',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace, annotations },
      ...{ spec: { ingressClassName: 'traefik', rules } },
    },
    comments: tls ? { 'metadata.annotations': `TLS ${defaultCertificate.toLowerCase()}` } : undefined,
  };
}
