import { buildChecker, checkAddress } from '../decision/client-address.ts';
import { providerOf, qualify } from '../model/dynamic-configuration.ts';
import { quoteGo } from '../model/go-text.ts';
import type { TcpMiddleware, TcpMiddlewareConfig } from './stream-configuration.ts';

/** A middleware that cannot be built, in upstream's words, and the one that is to blame; undefined where none is there. */
export class TcpMiddlewareProblem extends Error {
  readonly owner: string | undefined;

  constructor(message: string, owner?: string) {
    super(message);
    this.owner = owner;
  }
}

/** The middlewares of a router, in order. Upstream: pkg/server/middleware/tcp/middlewares.go BuildChain. */
export const buildTcpChain = (
  names: readonly string[],
  router: string,
  configs: ReadonlyMap<string, TcpMiddlewareConfig>,
): readonly TcpMiddleware[] =>
  names.map((each) => {
    const name = qualify(each, providerOf(router));
    const config = configs.get(name);
    if (!config) throw new TcpMiddlewareProblem(`middleware ${quoteGo(name)} does not exist`);
    return buildOne(name, config);
  });

function buildOne(name: string, { spec }: TcpMiddlewareConfig): TcpMiddleware {
  // Of several types in one object the last in this order counts.
  if (isSet(spec.ipAllowList)) return allowList(name, spec.ipAllowList, 'ipallowlist/ip_allowlist.go');
  if (isSet(spec.ipWhiteList)) return allowList(name, spec.ipWhiteList, 'ipwhitelist/ip_whitelist.go');
  if (isSet(spec.inFlightConn)) return inFlight(name, spec.inFlightConn);
  throw new TcpMiddlewareProblem(
    `invalid middleware ${quoteGo(name)} configuration: invalid middleware type or middleware does not exist`,
    name,
  );
}

type Options = { readonly [option: string]: unknown };

const isSet = (value: unknown): value is Options => typeof value === 'object' && value !== null;

/** Networks that a list lets in. */
export const sourceRangeOf = ({ sourceRange }: Options): readonly string[] =>
  Array.isArray(sourceRange) ? sourceRange.map(String) : [];

/** Upstream: pkg/middlewares/tcp/ipallowlist/ip_allowlist.go, ipwhitelist/ip_whitelist.go. */
function allowList(name: string, options: Options, file: string): TcpMiddleware {
  const ranges = sourceRangeOf(options);
  const isOld = file.startsWith('ipwhitelist');
  if (ranges.length === 0)
    throw new TcpMiddlewareProblem(
      `sourceRange is empty, ${isOld ? 'IPWhiteLister' : 'IPAllowLister'} not created`,
      name,
    );
  const checker = buildChecker(ranges);
  if ('problem' in checker)
    throw new TcpMiddlewareProblem(
      `cannot parse ${isOld ? 'CIDR whitelist' : 'CIDRs'} [${ranges.join(' ')}]: ${checker.problem}`,
      name,
    );
  return {
    name,
    type: isOld ? 'ipWhiteList' : 'ipAllowList',
    source: `pkg/middlewares/tcp/${file}`,
    refuse: (address) => {
      const { ok, reason } = checkAddress(checker, address);
      return ok ? undefined : reason;
    },
    passes: `it lies in ${ranges.join(', ')}`,
    counts: false,
  };
}

/** Upstream: pkg/middlewares/tcp/inflightconn/inflight_conn.go. */
function inFlight(name: string, options: Options): TcpMiddleware {
  const amount = Number(options.amount ?? 0);
  return {
    name,
    type: 'inFlightConn',
    source: 'pkg/middlewares/tcp/inflightconn/inflight_conn.go',
    refuse: (address, open) => (open >= amount ? `max number of connections reached for ${address}` : undefined),
    passes: `no more than ${amount} connection${amount === 1 ? '' : 's'} at once from one address`,
    counts: true,
  };
}
