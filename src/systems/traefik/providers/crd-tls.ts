import type { CertificateConfig, DynamicDraft, SourceRef, TlsStoreConfig } from '../model/dynamic-configuration.ts';
import type { TlsOption, TlsStore, TraefikObjects } from '../read-objects.ts';
import { certificateBlocks, secretText } from './secrets.ts';
import { Refusal } from './servers.ts';

/** ALPN protocols when none are named. Upstream: pkg/tls/tls.go Options.SetDefaults. */
export const defaultAlpn = ['h2', 'http/1.1', 'acme-tls/1'] as const;

const idOf = ({ metadata }: TlsOption | TlsStore): string =>
  metadata.name === 'default' ? 'default' : `${metadata.namespace}-${metadata.name}`;
const sourceOf = ({ kind, metadata }: TlsOption | TlsStore): SourceRef => ({
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

function report(draft: DynamicDraft, object: SourceRef | undefined, message: string): void {
  draft.diagnostics.push({ level: 'error', message, ...(object ? { object } : {}) });
}

/** Namespaces that define `default`; with more than one none counts. */
function dropAmbiguousDefault(
  draft: DynamicDraft,
  named: readonly (TlsOption | TlsStore)[],
  what: 'Options' | 'Stores',
): void {
  const namespaces = named
    .filter(({ metadata }) => metadata.name === 'default')
    .map(({ metadata }) => metadata.namespace);
  if (namespaces.length < 2) return;
  (what === 'Options' ? draft.tlsOptions : draft.tlsStores).delete('default');
  const message = `Default TLS ${what} defined in multiple namespaces: [${namespaces.join(' ')}]`;
  const about = what === 'Options' ? ({ about: 'ambiguous-tls-options' } as const) : {};
  draft.diagnostics.push({ level: 'error', message, ...about });
}

/** Adds TLSOptions. Upstream: crd/kubernetes.go buildTLSOptions. */
export function addTlsOptions(objects: TraefikObjects, draft: DynamicDraft): void {
  for (const object of objects.tlsOptions) {
    const spec = object.spec ?? {};
    draft.tlsOptions.set(idOf(object), {
      minVersion: spec.minVersion,
      maxVersion: spec.maxVersion,
      cipherSuites: spec.cipherSuites,
      sniStrict: spec.sniStrict ?? false,
      clientAuthType: spec.clientAuth?.clientAuthType,
      clientAuthorities: (spec.clientAuth?.secretNames ?? []).flatMap((name) =>
        authority(objects, draft, object, name),
      ),
      alpnProtocols: spec.alpnProtocols ?? defaultAlpn,
    });
  }
  dropAmbiguousDefault(draft, objects.tlsOptions, 'Options');
}

function authority(objects: TraefikObjects, draft: DynamicDraft, object: TlsOption, name: string): string[] {
  const namespace = object.metadata.namespace ?? '';
  const secret = objects.secret(namespace, name);
  const text = secret && (secretText(secret, 'tls.ca') ?? secretText(secret, 'ca.crt'));
  if (text !== undefined) return [text];
  const message = secret
    ? `Failed to extract CA from secret ${namespace}/${name}: secret ${namespace}/${name} contains neither tls.ca nor ca.crt`
    : `Secret ${namespace}/${name} does not exist`;
  report(draft, sourceOf(object), message);
  return [];
}

/** Adds TLSStores; only `default` takes effect. Upstream: crd/kubernetes.go buildTLSStores, buildCertificates. */
export function addTlsStores(
  objects: TraefikObjects,
  draft: DynamicDraft,
  certificates: Map<string, CertificateConfig>,
): void {
  for (const object of objects.tlsStores) {
    const store = readStore(objects, draft, object);
    if (!store) continue;
    for (const { secretName } of object.spec?.certificates ?? [])
      addCertificate({ objects, draft, certificates }, object, secretName);
    draft.tlsStores.set(idOf(object), store);
  }
  dropAmbiguousDefault(draft, objects.tlsStores, 'Stores');
}

function readStore(objects: TraefikObjects, draft: DynamicDraft, object: TlsStore): TlsStoreConfig | undefined {
  const name = object.spec?.defaultCertificate?.secretName;
  const namespace = object.metadata.namespace ?? '';
  if (name === undefined) return {};
  const secret = objects.secret(namespace, name);
  try {
    if (!secret) throw new Refusal(`Secret ${namespace}/${name} does not exist`);
    return { defaultCertificate: { ...certificateBlocks(secret, namespace, name), secret: `${namespace}/${name}` } };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    report(draft, sourceOf(object), secret ? `Could not get certificate blocks: ${thrown.message}` : thrown.message);
    return undefined;
  }
}

/** What certificates are read from and gathered in. */
interface Collection {
  readonly objects: TraefikObjects;
  readonly draft: DynamicDraft;
  /** By the name of their secret. */
  readonly certificates: Map<string, CertificateConfig>;
}

function addCertificate({ objects, draft, certificates }: Collection, object: TlsStore, name: string): void {
  const namespace = object.metadata.namespace ?? '';
  const secret = `${namespace}/${name}`;
  if (certificates.has(secret)) return;
  try {
    certificates.set(secret, {
      ...certificateBlocks(objects.secret(namespace, name), namespace, name),
      secret,
      store: idOf(object),
    });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    report(
      draft,
      sourceOf(object),
      `Unable to read certificate secret ${secret}, skipping (will retry on next configuration refresh): ${thrown.message}`,
    );
  }
}
