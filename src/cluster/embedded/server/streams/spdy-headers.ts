import { constants, createInflate } from 'node:zlib';
import { headerDictionary } from './spdy-dictionary.ts';

/** Reads the blocks of headers of one connection, which are one compressed stream: in their order, one at a time. */
export function headerReader(): (block: Buffer) => Promise<ReadonlyMap<string, string>> {
  const inflate = createInflate({ dictionary: headerDictionary(), finishFlush: constants.Z_SYNC_FLUSH });
  let parts: Buffer[] = [];
  inflate.on('data', (part: Buffer) => parts.push(part));
  return (block) =>
    new Promise((resolve, reject) => {
      parts = [];
      inflate.once('error', reject);
      inflate.write(block, () => {
        inflate.off('error', reject);
        try {
          resolve(readHeaders(Buffer.concat(parts)));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
}

function readHeaders(block: Buffer): ReadonlyMap<string, string> {
  let at = 0;
  const readNumber = () => {
    at += 4;
    return block.readUInt32BE(at - 4);
  };
  const readText = () => {
    const length = readNumber();
    at += length;
    return block.toString('latin1', at - length, at);
  };
  const headers = new Map<string, string>();
  for (let left = readNumber(); left > 0; left--) headers.set(readText().toLowerCase(), readText());
  return headers;
}

const noHeaders = [0, 0, 0, 0];
/** A block stored as it is, and the mark by which a reader knows that it has all of it (RFC 1951, 3.2.4). */
const stored = [0, noHeaders.length, 0, 0xff ^ noHeaders.length, 0xff, ...noHeaders, 0, 0, 0, 0xff, 0xff];
/** RFC 1950: the head of the stream, without a dictionary. */
const head = [0x78, 0x01];

/** Writes blocks without any header, all a server of streams has to say. */
export function emptyHeaderWriter(): () => Buffer {
  let first = true;
  return () => {
    const block = Buffer.from(first ? [...head, ...stored] : stored);
    first = false;
    return block;
  };
}
