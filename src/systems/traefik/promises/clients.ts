import { type AddressRange, includes, parseAddress, parseRange, printAddress } from '../../../core/address.ts';
import type { Json } from '../../../kube/object.ts';
import type { Visitors } from '../../sign-in.ts';
import { middlewareModels } from '../middlewares/index.ts';
import type { Middleware, NameRef, TraefikObjects } from '../read-objects.ts';
import { isNobodys } from './nobodys-addresses.ts';

/** A client to play and the statuses it must get. */
export interface ClientChoice {
  readonly from: string;
  readonly client: 'anyone' | 'allowed' | 'outside';
  readonly status: readonly number[];
  readonly redirectScheme?: string;
  /** A login is asked for: whoever has one goes on. */
  readonly login?: boolean;
  /** Another server decides, by who asks for what. */
  readonly visitors?: Visitors;
}

/** A middleware by its name, or what stands in a route itself. */
export type GuardRef = NameRef | { readonly type: string; readonly options: Options };

/** Who may enter by the server at an address; undefined where that is not known. */
export type VisitorsAt = (address: string) => Visitors | undefined;

type Options = { readonly [option: string]: Json };

export type Family = 4 | 6;

/** Addresses kept for documentation (RFC 5737, RFC 3849): nobody's network, so they stand for the internet. */
const strangers = {
  4: ['203.0.113.7', '198.51.100.7', '192.0.2.7'],
  6: ['2001:db8:7::7', '2001:db8:8::7', '2001:db8:9::7'],
} as const;

/** Somebody from the internet. */
export const strangerOf = (family: Family): string => strangers[family][0];

/** Who asks, and how. */
export interface Asking {
  readonly family: Family;
  /** Whether the request comes over TLS. */
  readonly tls: boolean;
  readonly visitorsAt?: VisitorsAt;
}

export type Choice = readonly ClientChoice[] | { readonly unknown: string };

/** The answer of a middleware that lets nobody through to the backend. */
type Ending = Pick<ClientChoice, 'status' | 'redirectScheme' | 'login' | 'visitors'>;

/**
 * Clients that tell whether the middlewares of a route do what they say: one that may enter and, where an allow list stands, one that
 * may not; or why that cannot be said.
 */
export function chooseClients(objects: TraefikObjects, refs: readonly GuardRef[], asking: Asking): Choice {
  const ranges: (readonly AddressRange[])[] = [];
  let rejected = 403;
  let visitors: Visitors | undefined;
  for (const [type, options] of flatten(objects, refs)) {
    const admission = middlewareModels.get(type)?.admits?.(options, asking);
    if (!admission) return { unknown: `what the middleware type ${type} answers is not known from the objects` };
    if (visitors && admission.kind !== 'passes') return { unknown: `the middleware type ${type} comes after a login` };
    if (admission.kind === 'asks') {
      visitors = asking.visitorsAt?.(admission.address);
      if (!visitors)
        return { unknown: `what ${admission.address || 'its server'} answers is not known from the objects` };
      continue;
    }
    if (admission.kind === 'ends') return clientsOf(ranges, rejected, asking.family, admission);
    if (admission.kind === 'passes') continue;
    if (admission.forwarded) return { unknown: 'the allow list looks at a forwarded address' };
    ranges.push(admission.ranges.flatMap((range) => parseRange(range) ?? []));
    rejected = admission.status;
  }
  return clientsOf(ranges, rejected, asking.family, { status: [200], ...(visitors ? { visitors } : {}) });
}

/** A client in all of the lists of networks that gets what is at the end, and one outside of them that is refused. */
export function clientsOf(
  ranges: readonly (readonly AddressRange[])[],
  rejected: number,
  family: Family,
  { status, redirectScheme, login, visitors }: Ending,
): readonly ClientChoice[] {
  const inAll = (text: string) => {
    const address = parseAddress(text);
    return address !== undefined && ranges.every((list) => list.some((range) => includes(range, address)));
  };
  const ending = {
    status,
    ...(redirectScheme ? { redirectScheme } : {}),
    ...(login ? { login } : {}),
    ...(visitors ? { visitors } : {}),
  };
  if (ranges.length === 0) return [{ from: strangerOf(family), client: 'anyone', ...ending }];
  const own = ranges.flatMap((list) => list.filter((range) => range.family === family && !isNobodys(range)));
  const inside = own.map(representative).find(inAll);
  const outside = strangers[family].find((address) => !inAll(address));
  return [
    ...(inside === undefined ? [] : [{ from: inside, client: 'allowed' as const, ...ending }]),
    ...(outside === undefined ? [] : [{ from: outside, client: 'outside' as const, status: [rejected] }]),
  ];
}

/** An ordinary address of a range: not its first ones, which are networks and gateways. */
function representative({ family, first, last }: AddressRange): string {
  const size = last - first + 1n;
  return printAddress({ family, value: first + (size > 64n ? 50n : size / 2n) });
}

/**
 * The types of the middlewares in order, chains unfolded; a reference that leads nowhere promises nothing more, and neither does a chain
 * that was unfolded before.
 */
function flatten(
  objects: TraefikObjects,
  refs: readonly GuardRef[],
  unfolded = new Set<Middleware>(),
): readonly (readonly [string, Options])[] {
  return refs.flatMap((ref) => {
    if ('options' in ref) return [[ref.type, ref.options] as const];
    const found = objects.middlewares.find(
      ({ metadata }) => metadata.name === ref.name && metadata.namespace === ref.namespace,
    );
    return Object.entries(found?.spec ?? {}).flatMap(([type, options]) => {
      const members = middlewareModels.get(type)?.members?.(options ?? {});
      if (!members) return [[type, options ?? {}] as const];
      if (!found || unfolded.has(found)) return [];
      unfolded.add(found);
      const own = members.map(({ name, namespace }) => ({ name, namespace: namespace || found.metadata.namespace }));
      return flatten(objects, own, unfolded);
    });
  });
}
