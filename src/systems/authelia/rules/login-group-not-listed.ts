import type { LabRule } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { type AutheliaLab, hasLogin } from '../lab.ts';

const login = { authelia: { host: 'auth.home.example.org', groups: { family: 'one-factor' } } };

/** A group may enter that the login does not list: a slip of the pen shuts everybody out. */
export const loginGroupNotListed: LabRule<AutheliaLab> = {
  id: 'login-group-not-listed',
  needs: 'lab',
  severity: 'warning',
  summary: 'A group may enter that the login does not list.',
  why: 'a rule for a group that nobody is in lets nobody in (authelia internal/authorization/access_control_subjects.go); one that is not listed is asked for two factors',
  check: (lab, { logins }) => {
    if (!hasLogin(lab)) return [];
    const listed = Object.keys(lab.login.authelia.groups);
    return logins.flatMap(({ owner, path, groups }) =>
      groups
        .filter((group) => !listed.includes(group))
        .map((group) => {
          const meant = nearestName(group, listed);
          return {
            path: [...path, 'group'],
            message: `${group} may enter ${owner}, and is no group of the login`,
            hint: meant === undefined ? 'list it under login.authelia.groups' : `did you mean ${meant}?`,
          };
        }),
    );
  },
  examples: {
    passing: [{ login, 'apps.0.access': { group: 'family' } }],
    failing: [{ login, 'apps.0.access': { group: 'famly' } }],
  },
};
