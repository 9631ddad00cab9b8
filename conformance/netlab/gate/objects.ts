// What the gate routes, the same for the real Traefik and for the model.
import { makeCertificate } from './certificates.ts';

/** Arguments of the gate. */
export const gateArguments = [
  '--entryPoints.web.address=:8000',
  '--entryPoints.websecure.address=:8443',
  '--entryPoints.websecure.http.tls=true',
  '--providers.kubernetescrd',
  '--ping=true',
] as const;

/** Who is let in, by the first part of a host. */
export const allowLists: Readonly<Record<string, readonly string[]>> = {
  lan: ['192.168.88.0/24'],
  pods: ['10.42.0.0/16'],
  world: ['203.0.113.0/24'],
};

/** Names that clients ask for; the empty one is asked for by address. */
export const hosts = ['open', 'lan', 'pods', 'world', 'nobody'].map((name) => `${name}.home.lan`);

/** Names of certificates by the Secret that holds them. */
const certificates = { any: '*.home.lan', lan: 'lan.home.lan', fallback: 'fallback.test' } as const;

/** An object of Traefik. */
export const traefik = (kind: string, name: string, spec: object) => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  spec,
});

const route = (name: string) =>
  traefik('IngressRoute', name, {
    entryPoints: ['websecure'],
    routes: [
      {
        match: `Host(\`${name}.home.lan\`)`,
        kind: 'Rule',
        services: [{ name: 'hello', port: 80 }],
        ...(allowLists[name] && { middlewares: [{ name }] }),
      },
    ],
    tls: { secretName: name === 'lan' ? 'lan' : 'any' },
  });

/** Secrets of certificates that sign themselves, by name, each for a host. */
export const secretsOf = (hostsByName: Readonly<Record<string, string>>): Promise<readonly object[]> =>
  Promise.all(
    Object.entries(hostsByName).map(async ([name, host]) => {
      const { certificate, key } = await makeCertificate(host);
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'default' },
        type: 'kubernetes.io/tls',
        data: {
          'tls.crt': Buffer.from(certificate).toString('base64'),
          'tls.key': Buffer.from(key).toString('base64'),
        },
      };
    }),
  );

/** What is shown where no certificate fits, and the Service behind all routes. */
export const behindAll: readonly object[] = [
  traefik('TLSStore', 'default', { defaultCertificate: { secretName: 'fallback' } }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hello', namespace: 'default' },
    spec: { selector: { app: 'hello' }, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] },
  },
];

/** Routes, allow-lists, certificates, and the Service behind all of them. */
export async function gateObjects(): Promise<readonly object[]> {
  return [
    ...(await secretsOf(certificates)),
    ...Object.entries(allowLists).map(([name, sourceRange]) =>
      traefik('Middleware', name, { ipAllowList: { sourceRange } }),
    ),
    ...['open', ...Object.keys(allowLists)].map(route),
    ...behindAll,
  ];
}
