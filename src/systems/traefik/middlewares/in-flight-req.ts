import { unmodelled } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** A bound on requests at a time. */
export const inFlightReq = {
  type: 'inFlightReq',
  source: 'pkg/middlewares/inflightreq/inflight_req.go',
  ...unmodelled('limits on simultaneous requests (429)'),
} as const satisfies MiddlewareModel;
