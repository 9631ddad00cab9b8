/** How an app speaks OpenID Connect to Authelia. */
export interface KnownClient {
  /** Paths that people are sent back to. */
  readonly redirects: readonly string[];
  readonly method?: 'client_secret_post';
  /** Whether it proves that the code is its own (S256). */
  readonly pkce?: true;
}

/** Apps by the end of their image's name. Upstream: docs/content/integration/openid-connect/clients/<name>/index.md. */
const known: readonly (readonly [image: RegExp, client: KnownClient])[] = [
  [/(^|\/)jellyfin$/, { redirects: ['/sso/OID/redirect/authelia'], method: 'client_secret_post', pkce: true }],
  [/(^|\/)karakeep$/, { redirects: ['/api/auth/callback/custom'] }],
  [/(^|\/)grafana(-oss|-enterprise)?$/, { redirects: ['/login/generic_oauth'], pkce: true }],
  [/(^|\/)paperless-ngx$/, { redirects: ['/accounts/oidc/authelia/login/callback/'], pkce: true }],
];

/** What is known of the app in an image; undefined where nothing is. */
export function knownClient(image: string): KnownClient | undefined {
  const name = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return known.find(([pattern]) => pattern.test(name))?.[1];
}
