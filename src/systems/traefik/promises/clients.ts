import { type AddressRange, includes, parseAddress, parseRange, printAddress } from '../../../core/address.ts';
import type { Json } from '../../../kube/object.ts';
import type { Middleware, NameRef, TraefikObjects } from '../objects.ts';
import { isNobodys } from './nobodys-addresses.ts';

/** A client to play and the statuses it must get. */
export interface ClientChoice {
  readonly from: string;
  readonly client: 'anyone' | 'allowed' | 'outside';
  readonly status: readonly number[];
  readonly redirectScheme?: string;
  /** A login is asked for: whoever has one goes on. */
  readonly login?: boolean;
}

type Options = { readonly [option: string]: Json };

export type Family = 4 | 6;

/** Addresses kept for documentation (RFC 5737, RFC 3849): nobody's network, so they stand for the internet. */
const strangers = {
  4: ['203.0.113.7', '198.51.100.7', '192.0.2.7'],
  6: ['2001:db8:7::7', '2001:db8:8::7', '2001:db8:9::7'],
} as const;

/** Somebody from the internet. */
export const strangerOf = (family: Family): string => strangers[family][0];

/** Types that let every request of a plain client through. */
const harmless = new Set(
  'headers stripPrefix stripPrefixRegex addPrefix replacePath replacePathRegex compress retry buffering contentType inFlightReq rateLimit circuitBreaker grpcWeb passTLSClientCert encodedCharacters'.split(
    ' ',
  ),
);

/** Who asks, and how. */
export interface Asking {
  readonly family: Family;
  /** Whether the request comes over TLS. */
  readonly tls: boolean;
}

export type Choice = readonly ClientChoice[] | { readonly unknown: string };

/** The answer of a middleware that lets nobody through to the backend. */
type Ending = Pick<ClientChoice, 'status' | 'redirectScheme' | 'login'>;

/**
 * Clients that tell whether the middlewares of a route do what they say: one that may enter and, where an allow list stands, one that
 * may not; or why that cannot be said.
 */
export function chooseClients(objects: TraefikObjects, refs: readonly NameRef[], asking: Asking): Choice {
  const ranges: (readonly AddressRange[])[] = [];
  let rejected = 403;
  for (const [type, options] of flatten(objects, refs)) {
    if (type === 'ipAllowList' || type === 'ipWhiteList') {
      if (options.ipStrategy) return { unknown: 'the allow list looks at a forwarded address' };
      ranges.push(rangesOf(options));
      rejected = typeof options.rejectStatusCode === 'number' ? options.rejectStatusCode : 403;
      continue;
    }
    const ending = endingOf(type, options, asking.tls);
    if (ending) return clientsOf(ranges, rejected, asking.family, ending);
    if (type !== 'redirectScheme' && !harmless.has(type)) {
      return { unknown: `what the middleware type ${type} answers is not known from the objects` };
    }
  }
  return clientsOf(ranges, rejected, asking.family, { status: [200] });
}

/** Undefined when the middleware passes the request on, or nothing is known of it. */
function endingOf(type: string, options: Options, tls: boolean): Ending | undefined {
  if (type === 'basicAuth' || type === 'digestAuth') return { status: [401], login: true };
  if (type !== 'redirectScheme') return undefined;
  const scheme = String(options.scheme ?? 'https');
  // A request that is where the redirect leads to goes on. Upstream: pkg/middlewares/redirect/redirect.go.
  const usual = tls ? '443' : '80';
  if (scheme === (tls ? 'https' : 'http') && String(options.port || usual) === usual) return undefined;
  return { status: options.permanent === true ? [301, 308] : [302, 307], redirectScheme: scheme };
}

function clientsOf(
  ranges: readonly (readonly AddressRange[])[],
  rejected: number,
  family: Family,
  ending: Ending,
): readonly ClientChoice[] {
  const inAll = (text: string) => {
    const address = parseAddress(text);
    return address !== undefined && ranges.every((list) => list.some((range) => includes(range, address)));
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

const rangesOf = (options: Options): readonly AddressRange[] =>
  (Array.isArray(options.sourceRange) ? options.sourceRange : []).flatMap((range) => parseRange(String(range)) ?? []);

/**
 * The types of the middlewares in order, chains unfolded; a reference that leads nowhere promises nothing more, and neither does a chain
 * that was unfolded before.
 */
function flatten(
  objects: TraefikObjects,
  refs: readonly NameRef[],
  unfolded = new Set<Middleware>(),
): readonly (readonly [string, Options])[] {
  return refs.flatMap((ref) => {
    const found = objects.middlewares.find(
      ({ metadata }) => metadata.name === ref.name && metadata.namespace === ref.namespace,
    );
    return Object.entries(found?.spec ?? {}).flatMap(([type, options]) => {
      if (type !== 'chain') return [[type, options] as const];
      if (!found || unfolded.has(found)) return [];
      unfolded.add(found);
      return flatten(objects, chained(found, options), unfolded);
    });
  });
}

function chained({ metadata }: Middleware, options: Options): readonly NameRef[] {
  const listed = Array.isArray(options.middlewares) ? options.middlewares : [];
  return listed.map((each) => {
    const ref = each as unknown as NameRef;
    return { name: ref.name, namespace: ref.namespace || metadata.namespace };
  });
}
