import { answer } from '../decision/exchange.ts';
import { headerOf } from '../decision/request.ts';
import { textsOf } from './kit/options.ts';
import { readUsers } from './kit/read-options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Asks for a name and the digest of a password. */
export const digestAuth = {
  type: 'digestAuth',
  source: 'pkg/middlewares/auth/digest_auth.go',
  does: 'users of a Secret; who sends no credentials is turned away',
  notModelled: 'whether digest credentials are right',
  guards: true,
  crd: { place: 2, label: 'digest auth', read: readUsers },
  build: (options) => {
    if (textsOf(options, 'users').length === 0) return { problem: 'no users found in ' };
    return {
      login: true,
      handle: ({ headers }) =>
        headerOf(headers, 'Authorization') === ''
          ? answer(401, 'no credentials were sent', '401 Unauthorized\n', [['Content-Type', 'text/plain']])
          : { kind: 'unknown', reason: 'digest credentials are not checked by this model' },
    };
  },
  admits: () => ({ kind: 'ends', status: [401], login: true }),
  examples: [
    { says: 'turns away who says nothing', options: { users: ['ann:traefik:0'] }, gives: 401 },
    {
      says: 'does not say whether credentials are right',
      options: { users: ['ann:traefik:0'] },
      request: { headers: { Authorization: 'Digest username="ann"' } },
      gives: 'unknown',
    },
    { says: 'needs users', options: {}, gives: { problem: 'no users found in ' } },
  ],
} as const satisfies MiddlewareModel;
