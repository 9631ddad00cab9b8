import type { ComposedObject } from '../../compose/composed-object.ts';
import type { StreamWish } from '../../compose/roles.ts';

const traefik = 'traefik.io/v1alpha1';

/** A port that an entry point leads to, whatever is spoken there: all that comes in on it, because nothing in clear names a host. */
export const streamObjects = (wish: StreamWish): ComposedObject[] =>
  wish.protocol === 'UDP'
    ? [streamRoute('IngressRouteUDP', wish, {})]
    : [
        ...(wish.clients ? [allowList(wish, wish.clients)] : []),
        streamRoute('IngressRouteTCP', wish, {
          match: 'HostSNI(`*`)',
          ...(wish.clients && { middlewares: [{ name: allowListName(wish) }] }),
        }),
      ];

const allowListName = ({ name }: StreamWish): string => `${name}-clients`;

const allowList = (wish: StreamWish, sourceRange: readonly string[]): ComposedObject => ({
  file: `middlewaretcp-${wish.name}.yaml`,
  header: 'Who may connect: these client networks, nobody else.',
  object: {
    apiVersion: traefik,
    kind: 'MiddlewareTCP',
    metadata: { name: allowListName(wish), namespace: wish.namespace },
    ...{ spec: { ipAllowList: { sourceRange } } },
  },
});

const streamRoute = (
  kind: 'IngressRouteTCP' | 'IngressRouteUDP',
  { name, namespace, entryPoint, service }: StreamWish,
  matched: Readonly<Record<string, unknown>>,
): ComposedObject => ({
  file: `${kind.toLowerCase()}-${name}.yaml`,
  object: {
    apiVersion: traefik,
    kind,
    metadata: { name, namespace },
    ...{ spec: { entryPoints: [entryPoint], routes: [{ ...matched, services: [service] }] } },
  },
  comments: { 'spec.entryPoints': 'Everything that comes in on this port.' },
});
