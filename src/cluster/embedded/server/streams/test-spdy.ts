import { constants, createDeflate, type Deflate } from 'node:zlib';
import { headerDictionary } from './spdy-dictionary.ts';

const number = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

const deflate = (stream: Deflate, text: Buffer): Promise<Buffer> =>
  new Promise((resolve) => {
    const parts: Buffer[] = [];
    const take = (part: Buffer) => parts.push(part);
    stream.on('data', take);
    stream.write(text);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      stream.off('data', take);
      resolve(Buffer.concat(parts));
    });
  });

const counted = (text: string) => Buffer.concat([number(text.length, 4), Buffer.from(text)]);

function headerBlock(stream: Deflate, headers: Readonly<Record<string, string>>): Promise<Buffer> {
  const entries = Object.entries(headers);
  const texts = entries.flatMap(([name, value]) => [counted(name), counted(value)]);
  return deflate(stream, Buffer.concat([number(entries.length, 4), ...texts]));
}

const control = (type: number, body: Buffer, flags = 0) =>
  Buffer.concat([Buffer.from([0x80, 3, 0, type, flags]), number(body.length, 3), body]);
const data = (id: number, text: string, flags = 0) =>
  Buffer.concat([number(id, 4), Buffer.from([flags]), number(text.length, 3), Buffer.from(text)]);

/** What the server says on each stream, until both of the pair have ended. */
export function readStreams(
  take: (onBytes: (chunk: Buffer) => void) => void,
): Promise<Readonly<Record<string, string>>> {
  return new Promise((resolve) => {
    let rest = Buffer.alloc(0);
    const said: Record<string, string> = {};
    let ended = 0;
    take((chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 8 && rest.length >= 8 + rest.readUIntBE(5, 3)) {
        const length = rest.readUIntBE(5, 3);
        const body = rest.subarray(8, 8 + length);
        const isControl = rest.readUInt8(0) >= 0x80;
        const [type, flags] = [rest.readUInt16BE(2), rest.readUInt8(4)];
        const id = isControl ? body.readUInt32BE(0) : rest.readUInt32BE(0);
        if (!isControl) said[id] = (said[id] ?? '') + body.toString();
        else if (type === 2) said[id] = '';
        else if (type === 3) said[id] = `${said[id] ?? ''} reset`;
        else if (type === 6) said.ping = String(id);
        if ((!isControl && flags === 1) || (isControl && type === 3)) ended += 1;
        rest = rest.subarray(8 + length);
      }
      if (ended >= 2) resolve(said);
    });
  });
}

/** The frames of one forwarded connection: error stream 1, data stream 3, a ping, and a request. */
export async function forwardFrames(port: number): Promise<Buffer> {
  const zlib = createDeflate({ dictionary: headerDictionary() });
  const open = async (id: number, type: string) => {
    const block = await headerBlock(zlib, { streamtype: type, port: String(port), requestid: '0' });
    return control(1, Buffer.concat([number(id, 4), number(0, 6), block]));
  };
  const request = 'GET /hello HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n';
  return Buffer.concat([
    await open(1, 'error'),
    data(1, '', 1),
    await open(3, 'data'),
    control(6, number(7, 4)),
    data(3, request),
  ]);
}

export const masked = (bytes: Buffer): Buffer => {
  const mask = Buffer.from([1, 2, 3, 4]);
  const length =
    bytes.length < 126
      ? Buffer.from([0x80 | bytes.length])
      : Buffer.concat([Buffer.from([0x80 | 126]), number(bytes.length, 2)]);
  return Buffer.concat([Buffer.from([0x82]), length, mask, bytes.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
};

/** The payloads of a server's messages. */
export function unframed(onBytes: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const short = rest.length < 2 ? -1 : rest.readUInt8(1);
      const start = short === 126 ? 4 : 2;
      if (short < 0 || rest.length < start) return;
      const length = short === 126 ? rest.readUInt16BE(2) : short;
      if (rest.length < start + length) return;
      onBytes(rest.subarray(start, start + length));
      rest = rest.subarray(start + length);
    }
  };
}
