import { unmodelled } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Content types found out from the answer. */
export const contentType = {
  type: 'contentType',
  source: 'pkg/middlewares/contenttype/content_type.go',
  ...unmodelled('detection of content types'),
} as const satisfies MiddlewareModel;
