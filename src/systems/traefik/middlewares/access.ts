import { STATUS_CODES } from 'node:http';
import { buildChecker, buildPicker, checkAddress } from '../decision/client-address.ts';
import { answer, type CompiledMiddleware, next } from '../decision/exchange.ts';
import { headerOf } from '../decision/request.ts';
import { numberOf, type Options, sectionOf, textsOf } from './options.ts';

type Built = Omit<CompiledMiddleware, 'name' | 'type'> | { readonly problem: string };

/** Upstream: pkg/middlewares/ipallowlist/ip_allowlist.go. */
export function buildIpAllowList(options: Options): Built {
  const ranges = textsOf(options, 'sourceRange');
  if (ranges.length === 0) return { problem: 'sourceRange is empty, IPAllowLister not created' };
  const status = numberOf(options, 'rejectStatusCode') || 403;
  if (STATUS_CODES[status] === undefined) return { problem: `invalid HTTP status code ${status}` };
  return buildList(
    options,
    ranges,
    status,
    `cannot parse CIDRs [${ranges.join(' ')}]`,
    'pkg/middlewares/ipallowlist/ip_allowlist.go',
  );
}

/** The deprecated name. Upstream: pkg/middlewares/ipwhitelist/ip_whitelist.go. */
export function buildIpWhiteList(options: Options): Built {
  const ranges = textsOf(options, 'sourceRange');
  if (ranges.length === 0) return { problem: 'sourceRange is empty, IPWhiteLister not created' };
  return buildList(
    options,
    ranges,
    403,
    `cannot parse CIDR whitelist [${ranges.join(' ')}]`,
    'pkg/middlewares/ipwhitelist/ip_whitelist.go',
  );
}

function buildList(options: Options, ranges: readonly string[], status: number, prefix: string, source: string): Built {
  const checker = buildChecker(ranges);
  if ('problem' in checker) return { problem: `${prefix}: ${checker.problem}` };
  const strategy = sectionOf(options, 'ipStrategy');
  const picker = buildPicker(
    strategy && {
      depth: numberOf(strategy, 'depth'),
      excludedIPs: textsOf(strategy, 'excludedIPs'),
      ipv6Subnet: numberOf(strategy, 'ipv6Subnet'),
    },
  );
  if ('problem' in picker) return picker;
  return {
    source,
    handle: ({ remoteAddress, headers }) => {
      const address = picker.pick(remoteAddress, headerOf(headers, 'X-Forwarded-For'));
      const { ok, reason } = checkAddress(checker, address);
      if (ok) return next(`${address} is in the allowed ranges`);
      return answer(status, `Rejecting IP ${address}: ${reason}`, STATUS_CODES[status]!);
    },
  };
}
