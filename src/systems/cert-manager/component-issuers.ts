import type { ComposedObject } from '../../compose/composed-object.ts';
import type { Gate } from '../../compose/roles.ts';
import { type CertManagerLab, issuerOf } from './lab.ts';

type Issuer = ReturnType<typeof issuerOf>;
type AcmeIssuer = Exclude<Issuer, { type: 'internal-ca' }>;

const directories = {
  staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
  production: 'https://acme-v02.api.letsencrypt.org/directory',
} as const;

/** Name and key of the Secret with the Cloudflare token. */
export const tokenSecret = (key: string | undefined) => ({ name: 'cloudflare-api-token', key: key ?? 'api-token' });

/** Name of the ClusterIssuer that signs the lab's certificates. */
export const issuerName = (issuer: Issuer): string =>
  issuer.type === 'internal-ca' ? 'internal-ca' : `letsencrypt-${issuer.server}`;

/** The issuers of the lab: both Let's Encrypt directories, or the lab's own authority. `namespace` is where cert-manager looks for the Secrets of ClusterIssuers. */
export function issuerObjects(lab: CertManagerLab, namespace: string, gate: Gate | undefined): ComposedObject[] {
  const issuer = issuerOf(lab);
  if (issuer.type !== 'internal-ca') {
    const solved = solver(issuer, gate);
    return [acmeIssuer(issuer, 'staging', solved), acmeIssuer(issuer, 'production', solved)];
  }
  return [selfSigned(), authority(issuer.commonName, namespace), internalIssuer()];
}

const clusterIssuer = (name: string, spec: object, header?: string): ComposedObject => ({
  file: `clusterissuer-${name}.yaml`,
  header,
  object: { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name }, ...{ spec } },
});

function acmeIssuer(issuer: AcmeIssuer, server: keyof typeof directories, solved: object): ComposedObject {
  const name = `letsencrypt-${server}`;
  const account = {
    email: issuer.email,
    server: directories[server],
    privateKeySecretRef: { name: `${name}-account` },
  };
  const header = {
    staging: 'Certificates that browsers do not trust, with limits that forgive: to try everything out.',
    production: 'Certificates that browsers trust. Five failures an hour and name, so try on staging first.',
  };
  return clusterIssuer(name, { acme: { ...account, solvers: [solved] } }, header[server]);
}

const solver = (issuer: AcmeIssuer, gate: Gate | undefined): object =>
  issuer.type === 'acme-http01'
    ? { http01: { ingress: gate ? { ingressClassName: gate.ingressClass } : {} } }
    : { dns01: { cloudflare: { apiTokenSecretRef: tokenSecret(issuer.apiToken.key) } } };

const selfSigned = () =>
  clusterIssuer('self-signed', { selfSigned: {} }, "Signs one certificate only: that of the lab's own authority.");

/** In cert-manager's own namespace: there ClusterIssuers look for their Secrets. */
const authority = (commonName: string, namespace: string): ComposedObject => ({
  file: 'certificate-internal-ca.yaml',
  header: `The lab's own authority. Clients must trust it: kubectl -n ${namespace} get secret internal-ca -o jsonpath='{.data.ca\\.crt}' | base64 -d`,
  object: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'internal-ca', namespace },
    ...{
      spec: {
        isCA: true,
        commonName,
        secretName: 'internal-ca',
        duration: '87600h',
        renewBefore: '8760h',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'self-signed' },
      },
    },
  },
  comments: { 'spec.privateKey.rotationPolicy': 'A new key would be a new authority that no client knows.' },
});

const internalIssuer = () => clusterIssuer('internal-ca', { ca: { secretName: 'internal-ca' } });
