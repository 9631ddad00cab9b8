import { unmodelled } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Bounds on the size of requests and answers. */
export const buffering = {
  type: 'buffering',
  source: 'pkg/middlewares/buffering/buffering.go',
  ...unmodelled('limits on sizes (413)'),
} as const satisfies MiddlewareModel;
