/** How bytes are carried: in clear, in TLS, or in datagrams. */
export type StreamProtocol = 'tcp' | 'tls' | 'udp';

/** A connection or datagram as it reaches a pod of the gate, whatever is spoken in it. */
export interface GateStream {
  readonly protocol: StreamProtocol;
  /** The server that a client of TLS names; empty where none is named. */
  readonly serverName: string;
  /** Application protocols that a client of TLS offers. */
  readonly alpn: readonly string[];
  readonly clientAddress: string;
}
