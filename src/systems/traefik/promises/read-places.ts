import type { GatePlace } from '../../gate-place.ts';
import { defaultEntryPoints, type EntryPoint, type StaticConfiguration } from '../model/static-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';
import type { VisitorsAt } from './clients.ts';
import { readGatewayRoutes } from './gateway-routes.ts';
import { readIngressRoutes } from './ingress-routes.ts';
import { readIngresses } from './ingresses.ts';
import { noSuchHost, type Target } from './paths.ts';
import { isPromise, type Read, type Reading } from './reading.ts';

/**
 * What can be asked for at each entry point: a host and path of each route, also of those whose answer is not known, and the same on entry
 * points that send everything on. Whether it gets there is for the decision to say.
 */
export function readPlaces(
  configuration: StaticConfiguration,
  objects: TraefikObjects,
  visitorsAt: VisitorsAt,
): readonly GatePlace[] {
  const fallback = defaultEntryPoints(configuration);
  const reading: Reading = { configuration, objects, others: [], family: 4, fallback, visitorsAt };
  const read = [...readIngressRoutes(reading), ...readIngresses(reading), ...readGatewayRoutes(reading)];
  const entryPoints = [...configuration.entryPoints.values()].filter(({ protocol }) => protocol === 'tcp');
  return entryPoints.flatMap((entryPoint) => read.flatMap((each) => placesOn(entryPoint, each)));
}

function placesOn(entryPoint: EntryPoint, read: Read): readonly GatePlace[] {
  const { redirection, port } = entryPoint;
  if (!redirection && !read.entryPoints?.includes(entryPoint.name)) return [];
  const tls = entryPoint.tls !== undefined || (!redirection && read.tls === true);
  const { id, object } = read.route;
  const visitors = redirection || !isPromise(read) ? undefined : visitorsOf(read.clients(tls, entryPoint));
  return (read.targets ?? []).map((target) => ({
    ...{ object, route: id, ...target, shown: shownHost(target, read), tls, port, named: read.named === true },
    ...(visitors ? { visitors } : {}),
  }));
}

function visitorsOf(choice: ReturnType<Extract<Read, { clients: unknown }>['clients']>): GatePlace['visitors'] {
  return 'unknown' in choice ? undefined : choice.find(({ visitors }) => visitors)?.visitors;
}

/** The host as a rule means it: hosts that were made up for a wildcard are shown as one. */
function shownHost({ host, path }: Target, { takes }: Read): string {
  if (host === noSuchHost) return '*';
  const [first, ...rest] = host.split('.');
  const isWildcard = first === 'any' && takes?.({ host: ['some-other', ...rest].join('.'), path }) === true;
  return isWildcard ? ['*', ...rest].join('.') : host;
}
