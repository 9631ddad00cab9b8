import type { Saying } from '../../operate/diagnose/sayings.ts';

/** What an ACME server says when it gives no certificate (letsencrypt docs, rate-limits; RFC 8555 6.7). */
export const acmeSayings: readonly Saying[] = [
  {
    says: /rateLimited|too many (?:certificates|failed authorizations|new orders|registrations|requests)/i,
    cause: 'the authority has counted too many requests, and takes none for a while',
    fix: 'wait, try on its staging server meanwhile, and do not delete Certificates or Secrets: each new one counts',
  },
  {
    says: /CAA/,
    cause: 'a CAA record of the domain does not allow this authority',
    fix: 'add a CAA record for it (0 issue "letsencrypt.org", for wildcards issuewild), or take the others away',
  },
  {
    says: /rejectedIdentifier|does not end with a valid public suffix|not a public|forbidden by policy|invalid (?:identifier|character in DNS name)/i,
    cause: 'the authority gives no certificate for such a name: it is not public, or forbidden',
    fix: 'take a name of a domain of your own, or an issuer of your own (ca, selfSigned)',
  },
  {
    says: /(?:Incorrect|No) TXT record/i,
    cause: 'the authority found another TXT record, or none, at _acme-challenge of the name',
    fix: 'look who else writes it (a second cluster, an old record, a CNAME of _acme-challenge), and whether all nameservers of the domain answer alike',
  },
  {
    says: /DNS problem: NXDOMAIN|no valid A records/i,
    cause: 'the name does not resolve for the authority: it asks the public DNS',
    fix: 'publish an A record for it, or prove it by DNS-01, for which none is needed',
  },
  {
    says: /Timeout during connect|Connection refused|connection reset|Error getting validation data/i,
    cause: 'the authority cannot reach the name on port 80 from outside',
    fix: 'forward port 80 of the router to the gate, or prove the name by DNS-01, for which nothing needs to be open',
  },
  {
    says: /Invalid response from [^\n]*: (\d{3})|unauthorized/i,
    cause: ([, code]) =>
      code
        ? `the authority asked the name, and got ${code} from another`
        : 'the authority was not convinced that the name is yours',
    fix: 'see that the public DNS of the name leads to this cluster, and that no redirect or login stands before /.well-known/acme-challenge/',
  },
];

/** What a challenge says while it waits (cert-manager pkg/issuer/acme/dns, pkg/issuer/acme/http/http.go, pkg/controller/acmechallenges/sync.go). */
export const challengeSayings: readonly Saying[] = [
  {
    says: /9109|Invalid access token|10000: Authentication error|6003: Invalid request headers|9103|10001: Unable to authenticate/i,
    cause: 'the DNS provider refuses the token: it is wrong, has expired, or lacks Zone:Read and DNS:Edit of the zone',
    fix: 'make a new token with Zone – Zone – Read and Zone – DNS – Edit for the zone, and put it into the Secret that the issuer names',
  },
  {
    says: /(?:error getting \w+(?: \w+)* (?:secret|token)|failed to load secret)[^\n]*?"?(?:secrets? )?"([^"]+)"[^\n]*not found/i,
    cause: ([, name]) => `the Secret ${name} with the token of the DNS provider is not there`,
    fix: 'make it: an Issuer reads Secrets of its own namespace, a ClusterIssuer those of the namespace of cert-manager',
  },
  {
    says: /(?:specified key|no key|key) ["']([^"']+)["'] (?:not found in|in) secret/i,
    cause: ([, key]) => `the Secret with the token of the DNS provider has no key ${key}`,
    fix: 'let the key of the issuer and that of the Secret be one',
  },
  {
    says: /Found no Zones for domain ([^\s(]+)|Could not (?:determine the zone|find the SOA record)[^\n]*?["']([^"']+)["']/i,
    cause: ([, first, second]) =>
      `no zone is found for ${first ?? second}: the token does not see it, or the name is under a domain that is not there`,
    fix: 'let the token include the zone; correct the name; where the cluster has a DNS of its own for the domain, start cert-manager with --dns01-recursive-nameservers-only and public ones',
  },
  {
    says: /recursive CNAME/i,
    cause: 'the CNAME of _acme-challenge leads back to itself',
    fix: 'mend the CNAME at the DNS provider',
  },
  {
    says: /not yet propagated|NS \S+ returned \w+ for/i,
    likelihood: 'likely',
    cause:
      'the TXT record does not appear where cert-manager looks: a nameserver of the house answers for the domain, or the record was written to another zone',
    fix: 'start cert-manager with --dns01-recursive-nameservers-only --dns01-recursive-nameservers=1.1.1.1:53,9.9.9.9:53; compare with dig TXT _acme-challenge.NAME @1.1.1.1',
  },
  {
    says: /self check GET request '([^']+)'[^\n]*no such host/i,
    cause: ([, url]) => `the cluster itself cannot resolve the host of ${url}`,
    fix: 'let the DNS that the cluster asks know the name, or prove it by DNS-01',
  },
  {
    says: /self check GET request '([^']+)'[^\n]*(connection refused|timeout|no route to host|deadline exceeded|reset)/i,
    cause: ([, url, why]) => `cert-manager does not reach ${url} from inside: ${why}`,
    fix: 'see that the name leads to the gate and port 80 is open; where the router does not lead the house back to itself (hairpin), let the inner DNS answer with the address of the gate',
  },
  {
    says: /wrong status code '(\d+)', expected '200'/i,
    cause: ([, code]) => `something else than the solver answers ${code} at /.well-known/acme-challenge/`,
    fix: 'see that the class of the solver is that of the gate, that no redirect, login or catch-all route comes first, and that port 80 leads to it',
  },
  {
    says: /did not get expected response when querying endpoint/i,
    cause: 'another web server answers at the name',
    fix: 'let the DNS of the name lead to the gate of this cluster',
  },
  {
    says: /lookup \S+[^\n]*(?:no such host|i\/o timeout|server misbehaving)|dial tcp[^\n]*(?:i\/o timeout|connection refused|unreachable)|context deadline exceeded/i,
    likelihood: 'likely',
    cause: 'cert-manager does not reach the DNS provider or the authority',
    fix: 'look at DNS and the way out of the cluster, and NetworkPolicies of its namespace',
  },
  ...acmeSayings,
];

/** What an issuer says that is not ready (cert-manager pkg/issuer/acme/setup.go, pkg/issuer/ca/setup.go, pkg/issuer/vault/setup.go). */
export const issuerSayings: readonly Saying[] = [
  {
    says: /secrets? "([^"]+)" not found|secret was not found: (\S+)/i,
    cause: ([, first, second]) => `its Secret ${first ?? second} is not there`,
    fix: 'make it: an Issuer reads Secrets of its own namespace, a ClusterIssuer those of the namespace of cert-manager',
  },
  {
    says: /signing CA expired|certificate has expired/i,
    cause: 'the certificate of its own authority has expired',
    fix: 'renew the certificate of the authority, then all that it has signed',
  },
  {
    says: /is not a CA|key usage/i,
    cause: 'its certificate is not that of an authority',
    fix: 'make it with isCA: true',
  },
  {
    says: /no such host|server misbehaving/i,
    cause: 'the name of the authority does not resolve in the cluster',
    fix: 'look at CoreDNS and its way out; correct spec.acme.server',
  },
  {
    says: /x509|certificate signed by unknown authority/i,
    cause: 'the authority is asked by TLS, and its certificate is not trusted',
    fix: 'give spec.acme.caBundle, or mend the clock of the nodes',
  },
  {
    says: /i\/o timeout|connection refused|no route to host|unreachable|deadline exceeded|connection reset/i,
    cause: 'the authority does not answer',
    fix: 'look at the way out of the cluster; correct spec.acme.server',
  },
  {
    says: /invalidContact|contact email|unable to parse email|invalid email/i,
    cause: 'the authority refuses the e-mail address of the account',
    fix: 'correct spec.acme.email: a real one under a public domain, or none',
  },
  {
    says: /accountDoesNotExist|account private key is invalid|unauthorized[^\n]*account|No account exists/i,
    cause: 'the account key in its Secret is not known to the authority',
    fix: 'delete the Secret of privateKeySecretRef, so that it registers anew',
  },
  {
    says: /External Account Binding|externalAccountRequired/i,
    cause: 'the authority wants an external account binding',
    fix: 'give spec.acme.externalAccountBinding with the key of your account there',
  },
  {
    says: /\b404\b|not an ACME|failed to parse|unexpected end of JSON|malformed|invalid character/i,
    cause: 'what answers at spec.acme.server is no ACME directory',
    fix: 'correct spec.acme.server, e.g. https://acme-v02.api.letsencrypt.org/directory',
  },
  ...acmeSayings,
];
