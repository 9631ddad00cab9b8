import { STATUS_CODES } from 'node:http';
import { type AddressRange, parseRange } from '../../../../core/address.ts';
import type { ClientConditions } from '../../../client-conditions.ts';
import { buildChecker, buildPicker, checkAddress } from '../../decision/client-address.ts';
import { answer, next } from '../../decision/exchange.ts';
import { headerOf } from '../../decision/request.ts';
import type { Admission, Built } from '../middleware.ts';
import { numberOf, type Options, sectionOf, textsOf } from './options.ts';

/** How one of the two allow lists differs from the other. */
interface Wording {
  readonly status: number;
  /** What upstream says before the problem of a range. */
  readonly prefix: string;
}

/** Lets in the clients of `sourceRange`, others get the status. Upstream: pkg/ip/{checker,strategy}.go. */
export function buildAllowList(options: Options, { status, prefix }: Wording): Built {
  const ranges = textsOf(options, 'sourceRange');
  const checker = buildChecker(ranges);
  if ('problem' in checker) return { problem: `${prefix} [${ranges.join(' ')}]: ${checker.problem}` };
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
    handle: ({ remoteAddress, headers }) => {
      const address = picker.pick(remoteAddress, headerOf(headers, 'X-Forwarded-For'));
      const { ok, reason } = checkAddress(checker, address);
      if (ok) return next(`${address} is in the allowed ranges`);
      return answer(status, `Rejecting IP ${address}: ${reason}`, STATUS_CODES[status]!);
    },
  };
}

/** Who is let in, from the options alone. */
export const admitsOf = (options: Options, status: number): Admission => ({
  kind: 'list',
  ranges: textsOf(options, 'sourceRange'),
  status,
  forwarded: Boolean(options.ipStrategy),
});

/** The ranges that a client's address is held against, those of excluded addresses with them. */
export function allowListConditions(options: Options): ClientConditions {
  const strategy = sectionOf(options, 'ipStrategy');
  const subnet = strategy && numberOf(strategy, 'ipv6Subnet');
  const own = textsOf(options, 'sourceRange').flatMap((text) => parseRange(text) ?? []);
  const excluded = strategy ? textsOf(strategy, 'excludedIPs').flatMap((text) => parseRange(text) ?? []) : [];
  return { ranges: [...own.flatMap((range) => beforeMask(range, subnet)), ...excluded], opaque: [] };
}

/** Addresses that lie in a range once they are cut down to their subnet. */
function beforeMask(range: AddressRange, subnet: number | undefined): readonly AddressRange[] {
  if (!subnet || subnet > 128 || range.family === 4) return [range];
  const size = 1n << BigInt(128 - subnet);
  const first = ((range.first + size - 1n) / size) * size;
  const last = (range.last / size) * size + size - 1n;
  return first <= last ? [range, { family: 6, first, last }] : [range];
}
