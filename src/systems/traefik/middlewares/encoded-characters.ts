import { unmodelled } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Refuses paths with certain encoded characters. */
export const encodedCharacters = {
  type: 'encodedCharacters',
  source: 'pkg/middlewares/encodedcharacters/encoded_characters.go',
  ...unmodelled('refusing encoded characters (400)'),
} as const satisfies MiddlewareModel;
