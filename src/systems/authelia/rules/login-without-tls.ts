import type { LabRule } from '../../../check/rule.ts';
import { type AutheliaLab, hasLogin } from '../lab.ts';

const login = { authelia: { host: 'auth.home.example.org', groups: { family: 'one-factor' } } };

/** Authelia authorises requests over TLS only. */
export const loginWithoutTls: LabRule<AutheliaLab> = {
  id: 'login-without-tls',
  needs: 'lab',
  severity: 'error',
  summary: 'People must sign in for an app that is served without TLS.',
  why: 'a target whose scheme is neither https nor wss is answered 400 (authelia internal/handlers/handler_authz.go)',
  check: (lab, { logins }) =>
    hasLogin(lab)
      ? logins
          .filter(({ tls }) => !tls)
          .map(({ owner, path }) => ({
            path,
            message: `nobody can sign in for ${owner}: it is served without TLS`,
            hint: 'serve it over TLS',
          }))
      : [],
  examples: {
    passing: [{ login, 'apps.0.access': { group: 'family' } }],
    failing: [{ login, 'apps.0.access': { group: 'family' }, 'apps.0.tls': false, 'ingress.redirectToHttps': false }],
  },
};
