import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import type { Configuration } from '../model/runtime-configuration.ts';
import { type AskedCertificate, chooseCertificate, type LoadedCertificate } from '../tls/certificates.ts';
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
  private readonly asked = new Map<string, Promise<Pair>>();
  private readonly generated: Pair;
  private readonly sign: (asked: AskedCertificate) => Promise<Pair>;

  constructor(generated: Pair, sign: (asked: AskedCertificate) => Promise<Pair>) {
    this.generated = generated;
    this.sign = sign;
  }

  /** The context for a handshake, or why the connection is closed. */
  async choose(
    configuration: Configuration,
    entryPoint: string,
    serverName: string,
  ): Promise<SecureContext | { readonly refused: string }> {
    return this.byOptions(configuration, tlsOptionsOf(configuration, entryPoint, serverName), serverName);
  }

  /** The same by the name of TLS options. */
  async byOptions(
    configuration: Configuration,
    name: string | undefined,
    serverName: string,
  ): Promise<SecureContext | { readonly refused: string }> {
    if (name === undefined) return { refused: 'the TLS options of this server name are broken' };
    const options = configuration.tlsOptions.get(name);
    const choice = chooseCertificate(configuration.certificates, serverName, '', options?.sniStrict ?? false);
    if (choice.kind === 'refused')
      return { refused: `strict SNI enabled - No certificate found for domain: "${serverName}"` };
    const pair =
      choice.kind === 'asked' ? await this.signed(choice.certificate) : (choice.certificate ?? this.generated);
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
    if (choice.kind === 'refused') return undefined;
    // A client that names no server is shown none that was asked for a name.
    return choice.kind === 'asked' ? this.generated : (choice.certificate ?? this.generated);
  }

  /** As the authority would sign it, once each. */
  private signed(asked: AskedCertificate): Promise<Pair> {
    const id = `${asked.resolver} ${asked.names.join(' ')}`;
    const known = this.asked.get(id) ?? this.sign(asked);
    this.asked.set(id, known);
    return known;
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
