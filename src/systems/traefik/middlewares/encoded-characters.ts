import { answer, next } from '../decision/exchange.ts';
import { admitsAll } from './kit/let-through.ts';
import { isTrue } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** What is refused unless its option is set. */
const characters: readonly (readonly [option: string, encodings: readonly string[]])[] = [
  ['allowEncodedSlash', ['%2F', '%2f']],
  ['allowEncodedBackSlash', ['%5C', '%5c']],
  ['allowEncodedNullCharacter', ['%00']],
  ['allowEncodedSemicolon', ['%3B', '%3b']],
  ['allowEncodedPercent', ['%25']],
  ['allowEncodedQuestionMark', ['%3F', '%3f']],
  ['allowEncodedHash', ['%23']],
];

/** Refuses paths with certain encoded characters. */
export const encodedCharacters = {
  type: 'encodedCharacters',
  source: 'pkg/middlewares/encodedcharacters/encoded_characters.go',
  does: 'paths with an encoded slash, backslash, null, semicolon, percent, question mark or hash are refused unless allowed',
  build: (options) => {
    const denied = new Set(characters.flatMap(([option, encodings]) => (isTrue(options, option) ? [] : encodings)));
    return {
      handle: ({ path }) => {
        const found = path.match(/%.{0,2}/gs)?.find((encoded) => encoded.length < 3 || denied.has(encoded));
        return found === undefined || denied.size === 0
          ? next('no encoded character of the path is refused')
          : answer(400, `the path contains the encoded character ${found}`);
      },
    };
  },
  admits: admitsAll,
  examples: [
    { says: 'lets plain paths pass', options: {}, gives: 'passes', path: '/x' },
    { says: 'refuses an encoded slash', options: {}, request: { path: '/a%2fb' }, gives: 400 },
    {
      says: 'lets pass what is allowed',
      options: { allowEncodedSlash: true },
      request: { path: '/a%2Fb' },
      gives: 'passes',
      path: '/a%2Fb',
    },
    { says: 'lets other encodings pass', options: {}, request: { path: '/a%20b' }, gives: 'passes' },
    { says: 'reads the path from left to right', options: {}, request: { path: '/a%202F' }, gives: 'passes' },
  ],
} as const satisfies MiddlewareModel;
