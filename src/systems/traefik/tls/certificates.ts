import { createPrivateKey, X509Certificate } from 'node:crypto';
import { compareText } from '../../../core/finding.ts';
import { isSealed } from '../../../kube/sealed.ts';
import type { CertificateConfig, Diagnostic, TlsStoreConfig } from '../model/dynamic-configuration.ts';

/** A certificate that can be served. */
export interface LoadedCertificate {
  /** `namespace/secret`. */
  readonly secret: string;
  readonly certificate: string;
  readonly key: string;
  /** Names it is good for, lower-case, sorted. */
  readonly names: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly fingerprint: string;
}

/** A certificate that a resolver asks an authority for. */
export interface AskedCertificate {
  readonly resolver: string;
  /** Lower-case, the first is its subject. */
  readonly names: readonly string[];
}

/** The one store that counts. Undefined default = the generated self-signed one. */
export interface CertificateStore {
  /** By key in reverse order, as they are tried. */
  readonly certificates: readonly LoadedCertificate[];
  readonly defaultCertificate?: LoadedCertificate;
  /** What resolvers ask for, for names that no other certificate covers. */
  readonly asked?: readonly AskedCertificate[];
}

/** Common name of the certificate Traefik makes for itself. Upstream: pkg/tls/generate/generate.go DefaultDomain. */
export const generatedCommonName = 'TRAEFIK DEFAULT CERT';

const cache = new Map<string, LoadedCertificate | { readonly problem: string }>();
const cacheLimit = 1000;

type Blocks = Pick<CertificateConfig, 'secret' | 'certificate' | 'key'>;

/** Reads a certificate with its key. Upstream: pkg/tls/certificate_store.go parseCertificate. */
export function loadCertificate(blocks: Blocks): LoadedCertificate | { readonly problem: string } {
  const id = `${blocks.secret}\0${blocks.certificate}\0${blocks.key}`;
  const known = cache.get(id);
  if (known) return known;
  const loaded = parse(blocks);
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(id, loaded);
  return loaded;
}

function parse({ secret, certificate, key }: Blocks): LoadedCertificate | { readonly problem: string } {
  const refuse = (reason: string) => ({ problem: `unable to generate TLS certificate: ${reason}` });
  try {
    if (!certificate.includes('-----BEGIN CERTIFICATE-----'))
      return refuse('tls: failed to find any PEM data in certificate input');
    const x509 = new X509Certificate(certificate);
    // A key that is not known, as in a snapshot, is taken to fit.
    if (!isSealed(key) && !x509.checkPrivateKey(createPrivateKey(key)))
      return refuse('tls: private key does not match public key');
    return {
      secret,
      certificate,
      key,
      names: namesOf(x509),
      subject: commonName(x509.subject),
      issuer: commonName(x509.issuer),
      notBefore: x509.validFrom,
      notAfter: x509.validTo,
      fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    };
  } catch {
    return refuse('tls: failed to parse certificate or private key');
  }
}

const commonName = (distinguished: string | undefined): string =>
  /(?:^|\n)CN=(.*)/.exec(distinguished ?? '')?.[1] ?? '';

function namesOf(x509: X509Certificate): readonly string[] {
  const names = (x509.subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
  const common = commonName(x509.subject);
  return [...new Set([...(common === '' ? [] : [common]), ...names].map((name) => name.toLowerCase()))].sort(
    compareText,
  );
}

/**
 * The default store from all providers' certificates. Of two with the same names the first counts.
 * Upstream: pkg/tls/tlsmanager.go UpdateConfigs, certificate_store.go appendCertificate.
 */
export function buildStore(
  certificates: readonly CertificateConfig[],
  store: TlsStoreConfig | undefined,
  report: (diagnostic: Diagnostic) => void,
): CertificateStore {
  const byKey = new Map<string, LoadedCertificate>();
  for (const config of certificates.filter((candidate) => candidate.store === 'default')) {
    const loaded = loadCertificate(config);
    if ('problem' in loaded)
      report({
        level: 'error',
        message: `Unable to parse certificate ${config.secret}: ${loaded.problem}`,
        object: secretRef(config),
      });
    else if (!byKey.has(loaded.names.join(','))) byKey.set(loaded.names.join(','), loaded);
  }
  const sorted = [...byKey].sort(([a], [b]) => compareText(b, a)).map(([, certificate]) => certificate);
  const fallback = store?.defaultCertificate && loadCertificate(store.defaultCertificate);
  if (fallback && 'problem' in fallback)
    report({
      level: 'error',
      message: `Error while creating certificate store: ${fallback.problem}`,
      object: store?.defaultCertificate && secretRef(store.defaultCertificate),
    });
  return { certificates: sorted, ...(fallback && !('problem' in fallback) ? { defaultCertificate: fallback } : {}) };
}

const secretRef = ({ secret }: Pick<CertificateConfig, 'secret'>) => {
  const [namespace = '', name = ''] = secret.split('/');
  return { kind: 'Secret', namespace, name };
};

/** Whether a server name is covered by one of the names: equal, or equal with its first label as `*`. Upstream: matchDomain. */
export function matchesNames(serverName: string, names: readonly string[]): boolean {
  const dot = serverName.indexOf('.');
  const wildcard = `*${dot < 0 ? '' : serverName.slice(dot)}`;
  return names.some((name) => name === serverName || name.replace(/\.+$/, '') === wildcard);
}

/** What a client is shown for a server name. */
export type CertificateChoice =
  | { readonly kind: 'certificate'; readonly certificate: LoadedCertificate }
  | { readonly kind: 'asked'; readonly certificate: AskedCertificate }
  | { readonly kind: 'default'; readonly certificate: LoadedCertificate | undefined }
  | { readonly kind: 'refused' };

/**
 * Chooses the certificate for a handshake; without a server name the local address stands for it.
 * Upstream: pkg/tls/certificate_store.go GetBestCertificate, tlsmanager.go Get.
 */
export function chooseCertificate(
  store: CertificateStore,
  serverName: string,
  localAddress: string,
  sniStrict: boolean,
): CertificateChoice {
  const name = serverName.trim().toLowerCase() || localAddress.trim();
  const certificate = store.certificates.find(({ names }) => matchesNames(name, names));
  if (certificate) return { kind: 'certificate', certificate };
  const asked = store.asked?.find(({ names }) => matchesNames(name, names));
  if (asked) return { kind: 'asked', certificate: asked };
  return sniStrict ? { kind: 'refused' } : { kind: 'default', certificate: store.defaultCertificate };
}
