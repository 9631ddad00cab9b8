import type { LabRule } from '../../../check/rule.ts';
import { type AutheliaLab, hasLogin } from '../lab.ts';

const login = { authelia: { host: 'auth.home.example.org', groups: { family: 'one-factor' } } };

/** People are to sign in, and there is nothing that they could sign in at. */
export const loginMissing: LabRule<AutheliaLab> = {
  id: 'login-missing',
  needs: 'lab',
  severity: 'error',
  summary: 'Groups may enter, or an app speaks OpenID Connect, in a lab without a login.',
  why: 'without a login nobody would be asked who he is, and everybody would get in',
  check: (lab, { logins, clients }) =>
    hasLogin(lab)
      ? []
      : [...logins, ...clients].map(({ owner, path }) => ({
          path,
          atKey: true,
          message: `people are to sign in for ${owner}, and the lab has no login`,
          hint: 'add login: authelia, or say networks alone',
        })),
  examples: {
    passing: [{ 'apps.0.access': { group: 'family' }, login }, {}],
    failing: [{ 'apps.0.access': { group: 'family' } }, { 'apps.0.login': { oidc: { redirects: ['/back'] } } }],
  },
};
