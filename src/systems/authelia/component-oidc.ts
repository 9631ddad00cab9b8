import type { NeededSecret } from '../../compose/composed-object.ts';
import type { LabPlan, PlannedClient } from '../../lab/lab-plan.ts';
import { folders } from './component-names.ts';
import { knownClient } from './oidc/known-clients.ts';

/** Keys of the provider in the Secret with the keys. */
const keys = { hmac: 'oidc-hmac', issuer: 'oidc-issuer.pem' } as const;

/** Key of the digest of a client's secret. */
const digestKey = ({ name }: PlannedClient): string => `oidc-client-${name}`;

/** The OpenID provider and its clients; undefined where no app is one, for which Authelia would not start. Upstream: schema/identity_providers.go. */
export function oidcConfiguration(clients: LabPlan['clients'], domain: string): object | undefined {
  if (clients.length === 0) return undefined;
  return {
    jwks: [{ key: `{{ secret "${folders.keys}/${keys.issuer}" | mindent 10 "|" | msquote }}` }],
    claims_policies: { in_id_token: { id_token: ['groups', 'email', 'email_verified', 'preferred_username', 'name'] } },
    clients: clients.map((client) => clientOf(client, domain)),
  };
}

function clientOf(client: PlannedClient, domain: string): object {
  const known = knownClient(client.image);
  const paths = client.redirects ?? known?.redirects ?? [];
  const { method = 'client_secret_basic', pkce = false } = known ?? {};
  return {
    client_id: client.name,
    client_name: `${client.name} of ${domain}`,
    client_secret: `{{ secret "${folders.keys}/${digestKey(client)}" }}`,
    authorization_policy: 'one_factor',
    redirect_uris: client.hosts.flatMap((host) => paths.map((path) => `https://${host}${path}`)),
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims_policy: 'in_id_token',
    token_endpoint_auth_method: method,
    ...(pkce && { require_pkce: true, pkce_challenge_method: 'S256' }),
  };
}

/** What the Secret with the keys must hold for the provider. */
export function oidcKeys(clients: LabPlan['clients']): readonly Pick<NeededSecret, 'key' | 'purpose' | 'from'>[] {
  if (clients.length === 0) return [];
  return [
    { key: keys.hmac, purpose: 'the key that OpenID tokens are hashed with', from: { make: 'openssl rand -hex 48' } },
    {
      key: keys.issuer,
      purpose: 'the RSA key that OpenID tokens are signed with',
      from: { make: 'openssl genrsa 4096' },
    },
    ...clients.map((client) => ({
      key: digestKey(client),
      purpose: `the digest of the secret that ${client.name} shows, by \`authelia crypto hash generate pbkdf2 --variant sha512 --random\``,
      from: { file: `${digestKey(client)}.digest` },
    })),
  ];
}

/** The variable that names the file of the provider's key. */
export const oidcVariables = (clients: LabPlan['clients']): readonly (readonly [name: string, key: string])[] =>
  clients.length === 0 ? [] : [['AUTHELIA_IDENTITY_PROVIDERS_OIDC_HMAC_SECRET_FILE', keys.hmac]];
