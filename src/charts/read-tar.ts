/** A regular file of an archive. */
export interface TarFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** An archive that is none, or that holds what is not taken. */
export class ArchiveError extends Error {}

const block = 512;
/** Types of entries: regular files, folders, long names (GNU), and attributes (pax); links and devices are not taken. */
const regular = ['0', '\0', ''];
const passed = ['5', 'g'];

/**
 * The regular files of a tar archive in its order, with long names of GNU tar and of pax (POSIX.1-2001, ustar). Throws an ArchiveError for
 * what is no archive, and for links and devices.
 */
export function* readTar(bytes: Uint8Array): Generator<TarFile, void, void> {
  let longName: string | undefined;
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    const size = sizeOf(header);
    const content = bytes.subarray(at + block, at + block + size);
    if (content.length < size) throw new ArchiveError('the archive ends in the middle of a file');
    at += block + Math.ceil(size / block) * block;
    const type = textOf(header, 156, 1);
    if (type === 'L') longName = textOf(content, 0, size);
    else if (type === 'x') longName = paxPath(content) ?? longName;
    else {
      const path = longName ?? nameOf(header);
      longName = undefined;
      if (regular.includes(type)) yield { path, content };
      else if (!passed.includes(type)) throw new ArchiveError(`${path} is a link or a device`);
    }
  }
}

function textOf(bytes: Uint8Array, start: number, length: number): string {
  const text = Buffer.from(bytes.subarray(start, start + length)).toString('utf8');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function nameOf(header: Uint8Array): string {
  const prefix = textOf(header, 257, 5) === 'ustar' ? textOf(header, 345, 155) : '';
  const name = textOf(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function sizeOf(header: Uint8Array): number {
  const text = textOf(header, 124, 12).trim();
  if (!/^[0-7]+$/.test(text)) throw new ArchiveError('the archive has a header that is none');
  return Number.parseInt(text, 8);
}

/** `path` of the records of a pax header: `length key=value\n`, the length in bytes and of the whole record. */
function paxPath(content: Uint8Array): string | undefined {
  const text = Buffer.from(content);
  for (let at = 0; at < text.length; ) {
    const length = Number.parseInt(text.subarray(at, at + 20).toString('latin1'), 10);
    if (!(length > 0)) return undefined;
    const record = text.subarray(at, at + length).toString('utf8');
    const found = /^\d+ path=([^\n]*)\n$/.exec(record);
    if (found) return found[1];
    at += length;
  }
  return undefined;
}
