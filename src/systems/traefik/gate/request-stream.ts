import { parseAddress } from '../../../core/address.ts';
import type { GateStream } from '../../gate-stream.ts';
import type { GateRequest } from '../../system.ts';

/** The name a client sends in its TLS handshake: never an address (RFC 6066 section 3). */
export function serverNameOf(host: string): string {
  const name = host.replace(/:\d+$/, '');
  return parseAddress(name.replace(/^\[|\]$/g, '')) ? '' : name;
}

/** Protocols that clients of HTTP name in their handshake (RFC 9113 section 3.2; Go net/http, curl and browsers name both). */
const httpProtocols: readonly string[] = ['h2', 'http/1.1'];

/** What of a request is seen before any HTTP is read. */
export const streamOfRequest = ({
  tls,
  host,
  clientAddress,
}: Pick<GateRequest, 'tls' | 'host' | 'clientAddress'>): GateStream => ({
  protocol: tls ? 'tls' : 'tcp',
  serverName: tls ? serverNameOf(host) : '',
  alpn: tls ? httpProtocols : [],
  clientAddress,
});
