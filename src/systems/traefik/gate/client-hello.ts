/** What a client says of itself before anything is encrypted. */
export interface Hello {
  readonly namesServer: boolean;
  /** Lower-case; empty where none is named. */
  readonly serverName: string;
  /** Application protocols that it offers. */
  readonly alpn: readonly string[];
}

/** What the first bytes of a TLS connection tell: whether more are needed, or whom the client names. */
export type ClientHello = 'incomplete' | Hello;

const unnamed: Hello = { namesServer: false, serverName: '', alpn: [] };
const serverNameExtension = 0;
const protocolsExtension = 16;
/** Largest TLS record (RFC 8446, 5.1). */
const largestRecord = 16 * 1024;

/** Reads a ClientHello as far as its extensions (RFC 8446, 4.1.2). What is none names no server: the handshake itself will refuse it. */
export function readClientHello(bytes: Uint8Array): ClientHello {
  if (bytes.length < 5) return 'incomplete';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(3);
  if (length > largestRecord) return unnamed;
  if (bytes.length < 5 + length) return 'incomplete';
  try {
    return readExtensions(view, 5 + length);
  } catch (thrown) {
    if (thrown instanceof RangeError) return unnamed;
    throw thrown;
  }
}

function readExtensions(view: DataView, end: number): Hello {
  // Record header, handshake header, version and random come before the session id.
  let at = 5 + 4 + 2 + 32;
  at += 1 + view.getUint8(at);
  at += 2 + view.getUint16(at);
  at += 1 + view.getUint8(at);
  const last = Math.min(end, at + 2 + view.getUint16(at));
  let hello = unnamed;
  for (at += 2; at + 4 <= last; at += 4 + view.getUint16(at + 2)) {
    const kind = view.getUint16(at);
    if (kind === serverNameExtension) hello = { ...hello, namesServer: true, serverName: readServerName(view, at + 4) };
    if (kind === protocolsExtension) hello = { ...hello, alpn: readProtocols(view, at + 4) };
  }
  return hello;
}

/** The first host name of the list (RFC 6066, 3). */
function readServerName(view: DataView, at: number): string {
  const isHost = view.byteLength >= at + 5 && view.getUint8(at + 2) === 0;
  return isHost
    ? textAt(view, at + 5, view.getUint16(at + 3))
        .trim()
        .toLowerCase()
    : '';
}

/** The names of the list, in order (RFC 7301, 3.1). */
function readProtocols(view: DataView, start: number): readonly string[] {
  const names: string[] = [];
  const end = start + 2 + view.getUint16(start);
  for (let at = start + 2; at < end; at += 1 + view.getUint8(at)) names.push(textAt(view, at + 1, view.getUint8(at)));
  return names;
}

function textAt(view: DataView, at: number, length: number): string {
  if (at + length > view.byteLength) throw new RangeError('beyond the record');
  return Buffer.from(view.buffer, view.byteOffset + at, length).toString('latin1');
}
