import { unmodelled } from './kit/let-through.ts';
import { overDefaults } from './kit/read-options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** A bound on requests in a time. */
export const rateLimit = {
  type: 'rateLimit',
  source: 'pkg/middlewares/ratelimiter/rate_limiter.go',
  crd: { place: 6, label: 'rateLimit', read: overDefaults({ average: 0, period: '1s', burst: 1 }, ['average']) },
  ...unmodelled('limits on the rate of requests (429)'),
} as const satisfies MiddlewareModel;
