import { unmodelled } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Asks again when the server does not answer. */
export const retry = {
  type: 'retry',
  source: 'pkg/middlewares/retry/retry.go',
  ...unmodelled('repeated attempts'),
} as const satisfies MiddlewareModel;
