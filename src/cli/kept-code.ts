import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheHome } from '../registry/cache-folder.ts';

/** What a part of the program was compiled to. */
export interface KeptPart {
  /** Of the text that it was compiled from. */
  readonly digest: string;
  /** As the engine wrote it down (V8 src/snapshot/code-serializer.cc). */
  readonly code: Buffer;
}

/** Compiled parts by their file names. */
export type KeptCode = ReadonlyMap<string, KeptPart>;

/** Hex digits of a digest (SHA-256) of what is given. */
export const digestOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * The file that the code of a command is kept in: one for each command, version of Node, and place that Gatehouse is installed in. Undefined where
 * there is no folder for it, where it was switched off (`GATEHOUSE_CODE_CACHE=off`, or `NODE_DISABLE_COMPILE_CACHE` as for Node's own), and
 * where coverage is measured, which kept code knows nothing of.
 */
export function codeFile(command: string, program: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.GATEHOUSE_CODE_CACHE === 'off' || env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE) return undefined;
  const home = cacheHome(env);
  const machine = [process.version, process.arch, process.platform, process.versions.v8, process.execArgv];
  return home && join(home, 'code', digestOf(JSON.stringify([command, program, machine])).slice(0, 32));
}

/**
 * Reads what was kept. It would be run without a further look, so it counts only when it is whole, and when nobody but this user can have
 * written it: file and folder are theirs and closed to others. A pipe in its place is not waited for.
 */
export function readKeptCode(file: string): KeptCode {
  try {
    if (!isOwn(lstatSync(dirname(file)))) return new Map();
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = fstatSync(descriptor);
      return stats.isFile() && isOwn(stats) ? unsealCode(readFileSync(descriptor)) : new Map();
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return new Map();
  }
}

/** Whether only this user can have written to it. Windows keeps the folders of users apart by other means. */
export const isOwn = ({ uid, mode }: Pick<Stats, 'uid' | 'mode'>): boolean =>
  process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);

/** Hex digits of a digest, and the end of its line. */
const sealLength = 65;
/** The engine copies what does not begin at a word. */
const word = 8;
const padded = (length: number): number => Math.ceil(length / word) * word;

type Row = readonly [name: string, digest: string, length: number];

/** Compiled parts as one file: the digest of the rest, a line that tells what follows, and the code of one part after the other. */
export function sealCode(code: KeptCode): Buffer {
  const rows = [...code].map(([name, part]): Row => [name, part.digest, part.code.length]);
  const index = JSON.stringify(rows);
  const start = padded(sealLength + index.length + 1);
  const rest = Buffer.alloc(start - sealLength + rows.reduce((sum, row) => sum + padded(row[2]), 0), ' ');
  rest.write(index, 0, 'latin1');
  rest.write('\n', start - sealLength - 1, 'latin1');
  let at = start - sealLength;
  for (const part of code.values()) {
    part.code.copy(rest, at);
    at += padded(part.code.length);
  }
  return Buffer.concat([Buffer.from(`${digestOf(rest)}\n`, 'latin1'), rest]);
}

/** Compiled parts out of a file; none when it is not as it was written. */
export function unsealCode(content: Buffer): KeptCode {
  const rest = content.subarray(sealLength);
  if (content.toString('latin1', 0, sealLength) !== `${digestOf(rest)}\n`) return new Map();
  const end = content.indexOf('\n', sealLength);
  const rows: readonly Row[] = JSON.parse(content.toString('latin1', sealLength, end));
  const code = new Map<string, KeptPart>();
  let at = end + 1;
  for (const [name, digest, length] of rows) {
    code.set(name, { digest, code: content.subarray(at, at + length) });
    at += padded(length);
  }
  return code;
}
