import type { ComposedObject } from '../../compose/composed-object.ts';
import type { Gate, Guard } from '../../compose/roles.ts';
import type { ServedApp } from './component-service.ts';
import { type AppsLab, answersOf, type LabApp, servesTls } from './lab.ts';
import { routedPort } from './lab-listening.ts';

interface RoutedApp extends ServedApp {
  readonly lab: AppsLab;
  readonly isShared: boolean;
  /** What asks people to sign in; undefined where nobody has to. */
  readonly guard: Guard | undefined;
}

/** The route of an app, with all names and paths it answers to; nothing where it answers to none. */
export function appRoute(
  { lab, app, namespace, clients, guard, isShared }: RoutedApp,
  gate: Gate | undefined,
): readonly ComposedObject[] {
  const [first, ...also] = byPath(lab, app);
  const port = routedPort(app);
  if (!gate || !first || !port) return [];
  const middlewares = app.middlewares.map((text) => middlewareOf(text, namespace));
  const service = app.chart?.service ?? app.name;
  return gate.route({
    ...{ name: app.name, namespace, clients, guard, ...first, tls: servesTls(lab, app) },
    service: { name: service, port: port.service, portName: port.name },
    kind: app.route === 'Ingress' ? 'Ingress' : 'own',
    ...(also.length > 0 && { also }),
    ...(middlewares.length > 0 && { middlewares }),
    ...(isShared && { isShared }),
  });
}

const middlewareOf = (text: string, own: string) => {
  const [namespace = own, name = text] = text.includes('/') ? text.split('/') : [];
  return { namespace, name };
};

/** The names of an app by the path prefixes it answers to under them. */
function byPath(lab: AppsLab, app: LabApp): readonly { readonly hosts: readonly string[]; readonly path: string }[] {
  const paths = new Map<string, string[]>();
  for (const { host, path } of answersOf(lab, app)) paths.set(path, [...(paths.get(path) ?? []), host]);
  return [...paths].map(([path, hosts]) => ({ hosts, path }));
}
