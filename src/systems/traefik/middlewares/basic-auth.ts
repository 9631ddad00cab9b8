import { answer, type Exchange, next, type Verdict } from '../decision/exchange.ts';
import { canonicalHeader, headerOf } from '../decision/request.ts';
import { loginProblems } from '../logins/login-problems.ts';
import { checkSecret } from '../logins/password.ts';
import { isTrue, type Options, textOf, textsOf } from './kit/options.ts';
import { readUsers } from './kit/read-options.ts';
import type { Built, MiddlewareModel } from './middleware.ts';

/** Asks for a name and a password. */
export const basicAuth = {
  type: 'basicAuth',
  source: 'pkg/middlewares/auth/basic_auth.go',
  does: 'users of a Secret, passwords by MD5, SHA1 and bcrypt, realm, header of the user, passwords that are no hash',
  notModelled: 'bcrypt hashes that are too dear to check',
  guards: true,
  crd: { place: 1, label: 'basic auth', read: readUsers },
  build: (options) => {
    const users = usersOf(options);
    if ('problem' in users) return users;
    if (users.size === 0) return { problem: `no users found in ${textOf(options, 'usersFile')}` };
    return { login: true, handle: (exchange) => askForLogin(options, users, exchange) };
  },
  admits: () => ({ kind: 'ends', status: [401], login: true }),
  problems: loginProblems,
  examples: [
    { says: 'turns away who says nothing', options: { users: ['ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='] }, gives: 401 },
    {
      says: 'lets in who knows the password',
      options: { users: ['ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='] },
      request: { headers: { Authorization: 'Basic YW5uOnNlY3JldA==' } },
      gives: 'passes',
    },
    { says: 'needs users', options: { users: [] }, gives: { problem: 'no users found in ' } },
  ],
} as const satisfies MiddlewareModel;

/** Upstream: pkg/middlewares/auth/auth.go getUsers. */
function usersOf(options: Options): ReadonlyMap<string, string> | Extract<Built, { readonly problem: string }> {
  const users = new Map<string, string>();
  for (const user of textsOf(options, 'users')) {
    const parts = user.split(':');
    // Upstream prints the line itself; it is out of a Secret and may hold a password.
    if (parts.length !== 2) return { problem: 'error parsing BasicUser: (not shown)' };
    users.set(parts[0]!, parts[1]!);
  }
  return users;
}

function askForLogin(options: Options, users: ReadonlyMap<string, string>, exchange: Exchange): Verdict {
  const given = credentialsOf(headerOf(exchange.headers, 'Authorization'));
  const secret = given && users.get(given.user);
  const ok = given && secret !== undefined ? checkSecret(given.password, secret) : false;
  if (ok === 'unknown')
    return { kind: 'unknown', reason: `the password hash of user ${given!.user} is of a kind that is not modelled` };
  if (ok) return admit(exchange, options, given!.user);
  return answer(401, given ? 'Authentication failed' : 'no credentials were sent', '401 Unauthorized\n', [
    ['Content-Type', 'text/plain'],
    ['Www-Authenticate', `Basic realm="${textOf(options, 'realm') || 'traefik'}"`],
  ]);
}

function credentialsOf(header: string): { user: string; password: string } | undefined {
  const match = /^basic (.*)$/i.exec(header);
  if (!match) return undefined;
  const text = Buffer.from(match[1]!, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function admit(exchange: Exchange, options: Options, user: string): Verdict {
  const field = textOf(options, 'headerField');
  if (field !== '') exchange.headers.set(canonicalHeader(field), [user]);
  if (isTrue(options, 'removeHeader')) exchange.headers.delete('Authorization');
  return next(`user ${user} is known`);
}
