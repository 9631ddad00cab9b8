import { admitsOf, allowListConditions, buildAllowList } from './kit/allow-list.ts';
import { textsOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** The deprecated name of ipAllowList. */
export const ipWhiteList = {
  type: 'ipWhiteList',
  source: 'pkg/middlewares/ipwhitelist/ip_whitelist.go',
  does: 'as ipAllowList, refusing with 403',
  guards: true,
  build: (options) =>
    textsOf(options, 'sourceRange').length === 0
      ? { problem: 'sourceRange is empty, IPWhiteLister not created' }
      : buildAllowList(options, { status: 403, prefix: 'cannot parse CIDR whitelist' }),
  admits: (options) => admitsOf(options, 403),
  conditions: allowListConditions,
  examples: [
    { says: 'lets in a client of the range', options: { sourceRange: ['192.0.2.1'] }, gives: 'passes' },
    { says: 'refuses others', options: { sourceRange: ['192.168.0.0/16'] }, gives: 403 },
    {
      says: 'says which ranges it cannot read',
      options: { sourceRange: ['x'] },
      gives: {
        problem: 'cannot parse CIDR whitelist [x]: parsing CIDR trusted IPs <nil>: invalid CIDR address: x',
      },
    },
  ],
} as const satisfies MiddlewareModel;
