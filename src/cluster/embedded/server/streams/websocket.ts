import { createHash } from 'node:crypto';
import { Duplex } from 'node:stream';

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const longestMessage = 16 * 1024 * 1024;
const key = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What a server answers to the key of a client (RFC 6455, 1.3). */
export const acceptOf = (clientKey: string): string => createHash('sha1').update(`${clientKey}${key}`).digest('base64');

/** The bytes that go through the binary messages of a WebSocket, both ways: its server's side, RFC 6455. */
export function webSocketBytes(socket: Duplex, head: Buffer): Duplex {
  let rest = head;
  const bytes: Duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(messageOf(opcodes.binary, chunk), done),
    final: (done) => {
      socket.end(messageOf(opcodes.close, Buffer.from([0x03, 0xe8])));
      done();
    },
    destroy: (_error, done) => {
      socket.destroy();
      done(null);
    },
  });
  const take = () => {
    for (let message = readMessage(rest); message; message = readMessage(rest)) {
      rest = rest.subarray(message.length);
      if (message.opcode === opcodes.close) return void bytes.end();
      if (message.opcode === opcodes.ping) socket.write(messageOf(opcodes.pong, message.payload));
      const carried = message.opcode === opcodes.binary || message.opcode === opcodes.continuation;
      if (carried && message.payload.length > 0 && !bytes.push(message.payload)) socket.pause();
    }
  };
  const takeAll = () => {
    try {
      take();
    } catch {
      bytes.destroy();
    }
  };
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    takeAll();
  });
  socket.once('end', () => bytes.push(null));
  socket.once('close', () => bytes.destroy());
  socket.on('error', () => bytes.destroy());
  takeAll();
  return bytes;
}

function messageOf(opcode: number, payload: Buffer): Buffer {
  const first = 0x80 | opcode;
  if (payload.length < 126) return Buffer.concat([Buffer.from([first, payload.length]), payload]);
  if (payload.length < 65_536) {
    const head = Buffer.from([first, 126, 0, 0]);
    head.writeUInt16BE(payload.length, 2);
    return Buffer.concat([head, payload]);
  }
  const head = Buffer.alloc(10);
  head.writeUInt8(first, 0);
  head.writeUInt8(127, 1);
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
  /** Of the whole frame. */
  readonly length: number;
}

/** The first frame, when it is whole. Clients mask what they send. */
function readMessage(bytes: Buffer): Message | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const masked = bytes.readUInt8(1) >= 0x80;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (size > longestMessage) throw new Error('a WebSocket message is too long');
  const length = start + (masked ? 4 : 0) + size;
  if (bytes.length < length) return undefined;
  const payload = Buffer.from(bytes.subarray(length - size, length));
  if (masked) for (let at = 0; at < size; at++) payload[at] = (payload[at] ?? 0) ^ (bytes[start + (at & 3)] ?? 0);
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, length };
}
