import { STATUS_CODES } from 'node:http';
import { admitsOf, allowListConditions, buildAllowList } from './kit/allow-list.ts';
import { numberOf, type Options, textsOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

const statusOf = (options: Options): number => numberOf(options, 'rejectStatusCode') || 403;
const lan = ['192.168.0.0/16'];

/** Lets in the clients of some networks. */
export const ipAllowList = {
  type: 'ipAllowList',
  source: 'pkg/middlewares/ipallowlist/ip_allowlist.go',
  does: 'clients by address, ipStrategy by depth, excluded addresses and subnet, the status of a refusal',
  guards: true,
  build: (options) => {
    if (textsOf(options, 'sourceRange').length === 0)
      return { problem: 'sourceRange is empty, IPAllowLister not created' };
    const status = statusOf(options);
    if (STATUS_CODES[status] === undefined) return { problem: `invalid HTTP status code ${status}` };
    return buildAllowList(options, { status, prefix: 'cannot parse CIDRs' });
  },
  admits: (options) => admitsOf(options, statusOf(options)),
  conditions: allowListConditions,
  examples: [
    {
      says: 'lets in a client of the range',
      options: { sourceRange: lan },
      request: { remoteAddress: '192.168.1.9' },
      gives: 'passes',
    },
    { says: 'refuses others', options: { sourceRange: lan }, gives: 403 },
    { says: 'refuses with a status of choice', options: { sourceRange: lan, rejectStatusCode: 404 }, gives: 404 },
    {
      says: 'looks at the forwarded address when told to',
      options: { sourceRange: lan, ipStrategy: { depth: 1 } },
      request: { headers: { 'X-Forwarded-For': '192.168.1.9' } },
      gives: 'passes',
    },
    { says: 'needs a range', options: {}, gives: { problem: 'sourceRange is empty, IPAllowLister not created' } },
  ],
} as const satisfies MiddlewareModel;
