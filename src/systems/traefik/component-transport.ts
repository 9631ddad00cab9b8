import type { ComposedObject } from '../../compose/composed-object.ts';
import type { RouteWish } from '../../compose/roles.ts';

/** Name of the ServersTransport of a route, in the namespace of its Service; undefined where the usual one does. */
export function transportName({ name, server }: Pick<RouteWish, 'name' | 'server'>): string | undefined {
  if (server?.certificate === 'self-signed') return `${name}-self-signed`;
  return server?.name === undefined ? undefined : `${name}-by-name`;
}

/** How a server is asked whose certificate nobody has signed but itself, or that is asked by address and known by name; nothing for all others. */
export function serverTransport(wish: RouteWish): ComposedObject[] {
  const name = transportName(wish);
  if (name === undefined) return [];
  const isOwn = wish.server?.certificate === 'self-signed';
  return [
    {
      file: 'serverstransport.yaml',
      header: isOwn
        ? 'Its certificate is its own: it is taken as it is, whoever shows it.'
        : 'It is asked by its address, and must show a certificate for its name.',
      object: {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'ServersTransport',
        metadata: { name, namespace: wish.namespace },
        ...{ spec: isOwn ? { insecureSkipVerify: true } : { serverName: wish.server?.name } },
      },
    },
  ];
}
