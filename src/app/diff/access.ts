import {
  type AddressSet,
  difference,
  everyAddress,
  isSameSet,
  printAddressSet,
  union,
} from '../../core/address-set.ts';
import { compareText } from '../../core/finding.ts';
import type { RouteOutlook } from '../../systems/outlook.ts';
import type { Change, DiffPart, DiffSide, OpenQuestion } from './contract.ts';
import { placeByRef } from './places.ts';

/** Who may come to what: addresses of clients that gain or lose a host, and logins that come or go. */
export const access: DiffPart = {
  id: 'access',
  title: 'who gets in',
  compare: (before, after) => {
    const changes: Change[] = [];
    const unknown: OpenQuestion[] = [];
    const now = routesBy(after);
    for (const [place, routes] of routesBy(before)) {
      const others = now.get(place);
      if (!others || guardsOf(routes) === guardsOf(others)) continue;
      const subject = place;
      const where = placeByRef(after, others[0]!.object);
      const [old, next] = [clientsOf(routes), clientsOf(others)];
      if (!old || !next) {
        const reason = [...routes, ...others].find((each) => each.access.unknown !== undefined)?.access.unknown;
        unknown.push({ subject, text: `who gets in may change: ${reason}` });
      } else if (!isSameSet(old, next)) changes.push({ subject, ...changeOf(old, next), ...where });
      const [asked, asks] = [loginsOf(routes), loginsOf(others)];
      if (asked !== asks) changes.push({ subject, ...loginChange(asked, asks), ...where });
    }
    return { changes, unknown };
  },
};

/** Routes that lead somewhere, by `host path (entry point)`. */
function routesBy({ outlook }: DiffSide): ReadonlyMap<string, readonly RouteOutlook[]> {
  const groups = new Map<string, RouteOutlook[]>();
  for (const route of outlook.routes) {
    if (route.problem !== undefined) continue;
    const key = `${printHost(route)} (${route.entryPoint})`;
    groups.set(key, [...(groups.get(key) ?? []), route]);
  }
  return groups;
}

/** The host of a route, and what it asks beside it. */
export const printHost = ({ host, where }: Pick<RouteOutlook, 'host' | 'where'>): string => {
  const name = host === '*' ? 'any host' : host;
  return where === '' || where.startsWith('/') ? `${name}${where}` : `${name} ${where}`;
};

const guardsOf = (routes: readonly RouteOutlook[]): string =>
  [...new Set(routes.map(({ access: { guards } }) => guards))].sort(compareText).join('\n\n');

const clientsOf = (routes: readonly RouteOutlook[]): AddressSet | undefined => {
  const sets = routes.map(({ access: { clients } }) => clients);
  return sets.every((set) => set !== undefined) ? union(...sets) : undefined;
};

const loginsOf = (routes: readonly RouteOutlook[]): string =>
  [...new Set(routes.flatMap(({ access: { logins } }) => logins))].sort(compareText).join(', ');

function changeOf(old: AddressSet, next: AddressSet): Pick<Change, 'text' | 'weight' | 'before' | 'after'> {
  const [gained, lost] = [difference(next, old), difference(old, next)];
  const parts = [
    ...(gained.length > 0 ? [`${printClients(gained)} gain${isOne(gained) ? 's' : ''} access`] : []),
    ...(lost.length > 0
      ? [`${printClients(lost)} lose${isOne(lost) ? 's' : ''} ${gained.length > 0 ? 'it' : 'access'}`]
      : []),
  ];
  const text = parts.join(', ');
  return { text, weight: 'danger', before: printClients(old), after: printClients(next) };
}

const isOne = (set: AddressSet): boolean =>
  !printClients(set).includes(', ') || printClients(set).startsWith('everybody');

/** Clients in words: everybody, nobody, or the fewest addresses, networks and ranges; by what is left out where that is shorter. */
export function printClients(set: AddressSet): string {
  if (set.length === 0) return 'nobody';
  const left = difference(everyAddress(), set);
  if (left.length === 0) return 'everybody';
  const [inside, outside] = [printAddressSet(set), printAddressSet(left)];
  return outside.length < inside.length ? `everybody but ${outside.join(', ')}` : inside.join(', ');
}

function loginChange(asked: string, asks: string): Pick<Change, 'text' | 'weight' | 'before' | 'after'> {
  const text =
    asks === ''
      ? `nobody is asked for ${asked} any more`
      : asked === ''
        ? `${asks} is asked for now`
        : `${asks} is asked for instead of ${asked}`;
  return { text, weight: 'danger', before: asked || 'no login', after: asks || 'no login' };
}
