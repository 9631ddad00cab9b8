/** What the first bytes of a TLS connection tell: whether more are needed, or whether the client names a server. */
export type ClientHello = 'incomplete' | { readonly namesServer: boolean };

const unnamed: ClientHello = { namesServer: false };
const serverNameExtension = 0;
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
    return { namesServer: hasExtension(view, 5 + length, serverNameExtension) };
  } catch (thrown) {
    if (thrown instanceof RangeError) return unnamed;
    throw thrown;
  }
}

function hasExtension(view: DataView, end: number, wanted: number): boolean {
  // Record header, handshake header, version and random come before the session id.
  let at = 5 + 4 + 2 + 32;
  at += 1 + view.getUint8(at);
  at += 2 + view.getUint16(at);
  at += 1 + view.getUint8(at);
  const last = Math.min(end, at + 2 + view.getUint16(at));
  for (at += 2; at + 4 <= last; at += 4 + view.getUint16(at + 2)) {
    if (view.getUint16(at) === wanted) return true;
  }
  return false;
}
