import type { LabRule } from '../../../check/rule.ts';
import { type AutheliaLab, hasLogin } from '../lab.ts';

const authelia = { host: 'auth.home.example.org', groups: { admins: 'two-factor' } };

/** Second factors are kept in the database. */
export const loginDataNotKept: LabRule<AutheliaLab> = {
  id: 'login-data-not-kept',
  needs: 'lab',
  severity: 'info',
  summary: 'Second factors are asked for, and are lost when the pod of the login goes.',
  why: 'they are kept in the database (authelia internal/storage), which lies on the pod alone unless login.authelia.data says a volume',
  check: (lab) =>
    hasLogin(lab) && !lab.login.authelia.data && Object.values(lab.login.authelia.groups).includes('two-factor')
      ? [
          {
            path: ['login', 'authelia', 'groups'],
            atKey: true,
            message: 'people must set up their second factor anew whenever the pod of the login is made anew',
            hint: 'name a volume: login: { authelia: { data: 1Gi } }',
          },
        ]
      : [],
  examples: {
    passing: [
      { login: { authelia: { ...authelia, data: {} } } },
      { login: { authelia: { ...authelia, groups: { family: 'one-factor' } } } },
    ],
    failing: [{ login: { authelia } }],
  },
};
