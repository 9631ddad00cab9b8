import { compareText } from '../../core/finding.ts';
import type { RouteOutlook } from '../../systems/outlook.ts';
import { printClients, printHost } from './access.ts';
import type { Change, DiffPart, DiffSide } from './contract.ts';
import { placeByRef } from './places.ts';
import { writtenRoutes } from './written-routes.ts';

/** Which hosts and paths are answered, where they lead, on which entry points and with TLS or without. */
export const routes: DiffPart = {
  id: 'routes',
  title: 'routes',
  compare: (before, after) => {
    const [was, is] = [byHost(before), byHost(after)];
    const hosts = [...new Set([...was.keys(), ...is.keys()])].sort(compareText);
    return { changes: hosts.flatMap((host) => changeAt(host, [was.get(host), is.get(host)], [before, after])) };
  },
};

/** Routes by host and path: those that the entry makes, and those for other entries as they are written. */
function byHost(side: DiffSide): ReadonlyMap<string, readonly RouteOutlook[]> {
  const served = side.outlook.routes.filter((route) => route.object !== '' || route.host !== '*');
  const known = new Set(served.map(({ object }) => object));
  const others = writtenRoutes(side.input.objects.map(({ object }) => object)).filter(
    ({ object }) => !known.has(object),
  );
  const groups = new Map<string, RouteOutlook[]>();
  for (const route of [...served, ...others]) {
    const key = printHost(route);
    groups.set(key, [...(groups.get(key) ?? []), route]);
  }
  return groups;
}

type Sides<T> = readonly [before: T, after: T];

function changeAt(
  subject: string,
  [was, is]: Sides<readonly RouteOutlook[] | undefined>,
  [before, after]: Sides<DiffSide>,
): readonly Change[] {
  const [old, now] = [linesOf(was), linesOf(is)];
  if (old.join() === now.join()) return [];
  const lost = is?.find(({ problem }) => problem !== undefined)?.problem;
  const place = is?.[0] ? placeByRef(after, is[0].object) : placeByRef(before, was?.[0]?.object ?? '');
  if (!is) return [{ subject, text: 'is answered no longer', before: old.join('; '), weight: 'danger', ...place }];
  if (!was) {
    const text = lost === undefined ? `is answered now, ${openTo(is)}` : `is written, but not served: ${lost}`;
    return [{ subject, text, after: now.join('; '), weight: 'notice', ...place }];
  }
  const sides = { before: old.join('; '), after: now.join('; ') };
  if (lost !== undefined && was.every(({ problem }) => problem === undefined))
    return [{ subject, text: `is not served any more: ${lost}`, ...sides, weight: 'danger', ...place }];
  return [{ subject, text: 'is answered otherwise', ...sides, weight: 'notice', ...place }];
}

/** Who may come in, of a host that is new. */
function openTo(all: readonly RouteOutlook[]): string {
  const told = all.map(({ access: { clients, logins } }) => {
    if (clients === undefined) return 'who gets in is not known';
    return `for ${printClients(clients)}${logins.length > 0 ? `, with ${logins.join(' and ')}` : ''}`;
  });
  return [...new Set(told)].join('; ');
}

/** A line for each entry point, the same for routes that do the same. */
function linesOf(all: readonly RouteOutlook[] = []): readonly string[] {
  const lines = all.map(({ entryPoint, tls, leadsTo, problem }) => {
    const by = `${entryPoint}${tls ? ' with TLS' : ''}`;
    return problem === undefined ? `${by} → ${leadsTo}` : `${by}: not served`;
  });
  return [...new Set(lines)].sort(compareText);
}
