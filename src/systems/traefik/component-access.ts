import type { ComposedObject } from '../../compose/composed-object.ts';
import type { Guard, RouteWish } from '../../compose/roles.ts';

/** Name of the Middleware that lets only some client networks in; in a namespace of several routes, after the route. */
export const allowListName = ({ name, isShared }: Pick<RouteWish, 'name' | 'isShared'>): string =>
  isShared ? `${name}-allowed-clients` : 'allowed-clients';

/** The Middleware that refuses every client outside the networks. */
export const allowList = (wish: RouteWish, networks: readonly string[]): ComposedObject => ({
  file: 'middleware.yaml',
  header: 'Who may enter: these client networks, nobody else.',
  object: {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name: allowListName(wish), namespace: wish.namespace },
    ...{ spec: { ipAllowList: { sourceRange: networks } } },
  },
});

/** Name of the Middleware that asks for a login. */
export const loginName = 'login';

/** The same for a route; in a namespace of several, after the route. */
export const routeLoginName = ({ name, isShared }: Pick<RouteWish, 'name' | 'isShared'>): string =>
  isShared ? `${name}-${loginName}` : loginName;

/**
 * The Middleware that asks another server who may enter. One in each namespace: no route then refers to another namespace, which Traefik
 * allows only where it is told to.
 */
export const loginGuard = (
  namespace: string,
  { address, headers }: Guard,
  name: string = loginName,
): ComposedObject => ({
  file: 'middleware-login.yaml',
  header: 'Who may enter: whoever has signed in and is let in by the login.',
  object: {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name, namespace },
    ...{ spec: { forwardAuth: { address, authResponseHeaders: headers } } },
  },
  comments: {
    'spec.forwardAuth.authResponseHeaders': 'Who it is. What is not listed here would pass from the client unseen.',
  },
});
