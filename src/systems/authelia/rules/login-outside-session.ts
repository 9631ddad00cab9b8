import type { LabRule } from '../../../check/rule.ts';
import { isBelow } from '../config/configuration.ts';
import { type AutheliaLab, hasLogin, portalHost, sessionDomain } from '../lab.ts';

const login = (host: string) => ({ authelia: { host, groups: { family: 'one-factor' } } });

/** Browsers send the cookie of a session to hosts under its domain only. */
export const loginOutsideSession: LabRule<AutheliaLab> = {
  id: 'login-outside-session',
  needs: 'lab',
  severity: 'error',
  summary: 'People must sign in for a host that does not share a domain with the portal.',
  why: 'a host below no domain of session.cookies is answered 400 (authelia internal/middlewares/authelia_context.go GetCookieDomainFromTargetURI)',
  check: (lab, { logins }) =>
    hasLogin(lab)
      ? logins.flatMap(({ owner, path, hosts }) =>
          hosts
            .filter((host) => !isBelow(host, sessionDomain(lab)))
            .map((host) => ({
              path,
              message: `nobody can sign in for ${owner}: ${host} does not lie under ${sessionDomain(lab)}, as the portal ${portalHost(lab)} does`,
              hint: 'give portal and app names under one domain',
            })),
        )
      : [],
  examples: {
    passing: [{ login: login('auth.home.example.org'), 'apps.0.access': { group: 'family' } }],
    failing: [{ login: login('auth.sub.home.example.org'), 'apps.0.access': { group: 'family' } }],
  },
};
