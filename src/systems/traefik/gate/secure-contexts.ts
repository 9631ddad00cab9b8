import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import type { Configuration } from '../model/runtime-configuration.ts';
import { chooseCertificate, type LoadedCertificate } from '../tls/certificates.ts';
import { tlsOptionsOf } from '../tls/tls-options.ts';

type Pair = Pick<LoadedCertificate, 'certificate' | 'key'>;

const versions: Readonly<Record<string, SecureVersion>> = {
  VersionTLS10: 'TLSv1',
  VersionTLS11: 'TLSv1.1',
  VersionTLS12: 'TLSv1.2',
  VersionTLS13: 'TLSv1.3',
};

/** TLS contexts by certificate and versions, made once each. */
export class SecureContexts {
  private readonly known = new Map<string, SecureContext>();
  private readonly generated: Pair;

  constructor(generated: Pair) {
    this.generated = generated;
  }

  /** The context for a handshake, or why the connection is closed. */
  choose(
    configuration: Configuration,
    entryPoint: string,
    serverName: string,
  ): SecureContext | { readonly refused: string } {
    const name = tlsOptionsOf(configuration, entryPoint, serverName);
    if (name === undefined) return { refused: 'the TLS options of this server name are broken' };
    const options = configuration.tlsOptions.get(name);
    const choice = chooseCertificate(configuration.certificates, serverName, '', options?.sniStrict ?? false);
    if (choice.kind === 'refused')
      return { refused: `strict SNI enabled - No certificate found for domain: "${serverName}"` };
    const pair = choice.certificate ?? this.generated;
    return this.context(
      pair,
      versions[options?.minVersion ?? ''] ?? 'TLSv1.2',
      versions[options?.maxVersion ?? ''] ?? 'TLSv1.3',
    );
  }

  /** What clients without a server name are shown; undefined when the connection is closed. */
  fallback(configuration: Configuration, entryPoint: string): Pair | undefined {
    const name = tlsOptionsOf(configuration, entryPoint, '');
    if (name === undefined) return undefined;
    const strict = configuration.tlsOptions.get(name)?.sniStrict ?? false;
    const choice = chooseCertificate(configuration.certificates, '', '', strict);
    return choice.kind === 'refused' ? undefined : (choice.certificate ?? this.generated);
  }

  private context({ certificate, key }: Pair, minVersion: SecureVersion, maxVersion: SecureVersion): SecureContext {
    const id = `${minVersion} ${maxVersion} ${certificate}`;
    const known = this.known.get(id);
    if (known) return known;
    if (this.known.size > 500) this.known.clear();
    const context = createSecureContext({ cert: certificate, key, minVersion, maxVersion });
    this.known.set(id, context);
    return context;
  }
}
