/** A frame of SPDY 3.1 as far as a server of streams needs to know. */
export type Frame =
  | { readonly kind: 'open'; readonly id: number; readonly headers: Buffer; readonly ends: boolean }
  | { readonly kind: 'data'; readonly id: number; readonly data: Buffer; readonly ends: boolean }
  | { readonly kind: 'reset'; readonly id: number }
  | { readonly kind: 'ping'; readonly id: number }
  | { readonly kind: 'away' }
  | { readonly kind: 'other' };

const headLength = 8;
const controlBit = 0x80000000;
const finBit = 1;
const types = { open: 1, reply: 2, reset: 3, ping: 6, away: 7 } as const;
const idMask = 0x7fffffff;
/** Longest frame that is taken: clients cut what they send into pieces of 32 KiB. */
const longestFrame = 4 * 1024 * 1024;

/** Cuts bytes into frames, whatever pieces they come in. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole now; throws when the peer speaks something else. */
  push(chunk: Buffer): readonly Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (this.#rest.length >= headLength) {
      const length = this.#rest.readUIntBE(5, 3);
      if (length > longestFrame) throw new Error('a SPDY frame is too long');
      if (this.#rest.length < headLength + length) break;
      frames.push(readFrame(this.#rest.subarray(0, headLength + length)));
      this.#rest = this.#rest.subarray(headLength + length);
    }
    return frames;
  }
}

function readFrame(frame: Buffer): Frame {
  const first = frame.readUInt32BE(0);
  const ends = (frame.readUInt8(4) & finBit) !== 0;
  const body = frame.subarray(headLength);
  if ((first & controlBit) === 0) return { kind: 'data', id: first & idMask, data: body, ends };
  const type = first & 0xffff;
  if (type === types.away) return { kind: 'away' };
  const id = body.length >= 4 ? body.readUInt32BE(0) : 0;
  if (type === types.open && body.length >= 10) {
    return { kind: 'open', id: id & idMask, headers: body.subarray(10), ends };
  }
  if (type === types.reset) return { kind: 'reset', id: id & idMask };
  return type === types.ping ? { kind: 'ping', id } : { kind: 'other' };
}

function controlFrame(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

function numbers(...values: readonly number[]): Buffer {
  const body = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) body.writeUInt32BE(value, 4 * index);
  return body;
}

/** Bytes of a stream; `ends`: the last of them. */
export function dataFrame(id: number, data: Buffer, ends: boolean): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt32BE(id, 0);
  head.writeUInt32BE(data.length, 4);
  head.writeUInt8(ends ? finBit : 0, 4);
  return Buffer.concat([head, data]);
}

/** Takes a stream the peer opened. */
export const replyFrame = (id: number, headers: Buffer): Buffer =>
  controlFrame(types.reply, Buffer.concat([numbers(id), headers]));

const cancelled = 5;

export const resetFrame = (id: number): Buffer => controlFrame(types.reset, numbers(id, cancelled));

export const pingFrame = (id: number): Buffer => controlFrame(types.ping, numbers(id));
