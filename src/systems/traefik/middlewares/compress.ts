import { unmodelled } from './kit/let-through.ts';
import { overDefaults } from './kit/read-options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Compressed answers. */
export const compress = {
  type: 'compress',
  source: 'pkg/middlewares/compress/compress.go',
  crd: { place: 7, label: 'compress', read: overDefaults({ encodings: ['gzip', 'br', 'zstd'] }) },
  ...unmodelled('compression of answers'),
} as const satisfies MiddlewareModel;
