import type { LabRule } from '../../../check/rule.ts';
import { type AutheliaLab, hasLogin } from '../lab.ts';
import { knownClient } from '../oidc/known-clients.ts';

const login = { authelia: { host: 'auth.home.example.org' } };

/** Where the login sends people back to must be written: it takes no other address. */
export const oidcRedirectNotKnown: LabRule<AutheliaLab> = {
  id: 'oidc-redirect-not-known',
  needs: 'lab',
  severity: 'error',
  summary: 'Where the login sends people back to is not known of an app that speaks OpenID Connect.',
  why: 'an address that is not among redirect_uris is refused (authelia docs, identity_providers/openid-connect/clients)',
  check: (lab, { clients }) =>
    hasLogin(lab)
      ? clients
          .filter(({ image, redirects }) => redirects === undefined && !knownClient(image))
          .map(({ owner, path }) => ({
            path,
            message: `nobody comes back from the login to ${owner}: nothing says which of its paths that is`,
            hint: 'write login: { oidc: { redirects: [/callback] } } with the path of its documentation',
          }))
      : [],
  examples: {
    passing: [
      { login, 'apps.0.login': { oidc: { redirects: ['/back'] } } },
      { login, 'apps.0.login': 'oidc', 'apps.0.image': 'docker.io/grafana/grafana:12.0.0', 'apps.0.port': 3000 },
    ],
    failing: [{ login, 'apps.0.login': 'oidc' }],
  },
};
