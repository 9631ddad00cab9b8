import type { NeededSecret } from '../../compose/composed-object.ts';
import type { Storage } from '../../compose/roles.ts';
import type { GateLab } from './lab.ts';

type Fields = Readonly<Record<string, unknown>>;
type OwnAcme = NonNullable<GateLab['ingress']['acme']>;

const stagingDirectory = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const file = '/data/acme.json';
const tokenSecret = 'cloudflare-api-token';
const tokenKey = ({ apiToken }: OwnAcme) => apiToken?.key ?? 'api-token';

/** Only the owner of a file may change its mode, and Traefik takes no mode but 600: what is another user's is copied first. */
const ownFile = [
  `touch ${file}`,
  `[ -O ${file} ] || { cp ${file} ${file}.own && mv -f ${file}.own ${file}; }`,
  `chmod 600 ${file}`,
].join(' && ');

/** `deployment` of the chart values where Traefik keeps certificates of its own. */
export const acmeDeployment = ({ ingress }: GateLab): Fields =>
  ingress.acme
    ? {
        initContainers: [
          {
            name: 'volume-permissions',
            image: 'docker.io/library/busybox:1.37.0',
            command: ['sh', '-c', ownFile],
            securityContext: {
              ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
              capabilities: { drop: ['ALL'] },
            },
            volumeMounts: [{ name: 'data', mountPath: '/data' }],
          },
        ],
      }
    : {};

/** Values of the chart for the resolver and what it keeps. */
export function acmeValues({ ingress: { acme } }: GateLab, storage?: Storage): Fields {
  if (!acme) return {};
  const [storageClass, size] =
    typeof acme.volume === 'string' ? [storage?.className, acme.volume] : (Object.entries(acme.volume)[0] ?? []);
  const env = {
    name: 'CF_DNS_API_TOKEN',
    valueFrom: { secretKeyRef: { name: tokenSecret, key: tokenKey(acme) } },
  };
  return {
    ...(acme.challenge === 'dns-cloudflare' && { env: [env] }),
    persistence: {
      ...{ enabled: true, name: 'data', path: '/data', accessMode: 'ReadWriteOnce' },
      ...(size !== undefined && { size }),
      ...(storageClass !== undefined && { storageClass }),
    },
    certificatesResolvers: { [acme.resolver]: { acme: resolver(acme) } },
  };
}

const resolver = ({ email, server, challenge }: OwnAcme): Fields => ({
  ...{ email, storage: file },
  ...(server === 'staging' && { caServer: stagingDirectory }),
  ...(challenge === 'tls' && { tlsChallenge: true }),
  ...(challenge === 'http' && { httpChallenge: { entryPoint: 'web' } }),
  ...(challenge === 'dns-cloudflare' && { dnsChallenge: { provider: 'cloudflare' } }),
});

/** `tls` of a route on the gate: by its own resolver, or by the default certificate. */
export const routeTls = ({ ingress: { acme } }: GateLab): Fields => (acme ? { certResolver: acme.resolver } : {});

/** Secrets that the resolver needs. */
export function acmeSecrets({ ingress: { acme, namespace } }: GateLab): readonly NeededSecret[] {
  if (!acme?.apiToken) return [];
  const { file: path, env, sops } = acme.apiToken;
  const purpose = 'the Cloudflare API token that proves the domains (rights Zone:DNS:Edit and Zone:Zone:Read)';
  const held = { namespace, name: tokenSecret, key: tokenKey(acme), purpose };
  // Its pods take it into their environment: without it they never start.
  return [{ ...held, from: { file: path, env, sops }, isForController: true }];
}
