import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { printExcerpt } from './excerpt.ts';
import { type LabReading, parseLab } from './parse-lab.ts';

/** Name of the lab file in a folder. */
export const labFileName = 'lab.yaml';

/** Bytes a lab file may have: a lab of a thousand apps has half a megabyte. */
export const labSizeLimit = 4 * 1024 * 1024;

/** Reads a lab file, or the lab.yaml of a folder. Nothing is thrown for what a user can mend: a missing file is a finding too. */
export async function readLab(path: string): Promise<LabReading> {
  try {
    const entry = await stat(path);
    if (!entry.isDirectory()) return await readFileAt(path);
    const file = join(path, labFileName);
    return await readFileAt(file, path);
  } catch (thrown) {
    return refused(path, cannotRead(path, thrown));
  }
}

async function readFileAt(file: string, folder?: string): Promise<LabReading> {
  try {
    const bytes = await readLimited(file);
    if (!(bytes instanceof Uint8Array)) return refused(file, bytes);
    const broken = encodingProblem(bytes);
    if (broken) return refused(file, broken);
    return await parseLab(new TextDecoder('utf-8').decode(bytes), file);
  } catch (thrown) {
    return refused(file, codeOf(thrown) === 'ENOENT' && folder ? noLabIn(folder) : cannotRead(file, thrown));
  }
}

/** The bytes of a regular file within the limit, or what is wrong with it. Asks for kind and size before anything is read: opening a pipe would wait forever. */
async function readLimited(file: string): Promise<Uint8Array | Refusal> {
  const entry = await stat(file);
  if (!entry.isFile()) {
    return {
      code: 'lab-not-a-file',
      message: `${file} is ${entry.isDirectory() ? 'a folder' : 'no regular file'}`,
      hint: 'name a lab file',
    };
  }
  if (entry.size > labSizeLimit) return tooLarge(file, entry.size);
  const handle = await open(file, 'r');
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

type Refusal = Pick<Finding, 'code' | 'message' | 'hint' | 'line' | 'column' | 'excerpt'>;

const refused = (file: string, refusal: Refusal): LabReading => ({
  findings: [{ severity: 'error', file, ...refusal }],
  file,
});

const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const tooLarge = (file: string, size: number): Refusal => ({
  code: 'lab-too-large',
  message: `${file} has ${mebibytes(size)}; a lab file has at most ${mebibytes(labSizeLimit)}`,
  hint: 'is this the right file?',
});

const noLabIn = (folder: string): Refusal => ({
  code: 'lab-missing',
  message: `${folder} holds no ${labFileName}`,
  hint: 'write one with `gatehouse init`, or name the file',
});

function cannotRead(path: string, thrown: unknown): Refusal {
  const code = codeOf(thrown);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      code: 'lab-missing',
      message: `there is no ${path}`,
      hint: 'check the path, or write a lab file with `gatehouse init`',
    };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return { code: 'lab-unreadable', message: `${path} may not be read`, hint: `allow it: chmod u+r ${path}` };
  }
  return {
    code: 'lab-unreadable',
    message: `${path} cannot be read: ${messageOf(thrown)}`,
    hint: 'check the path and the disk',
  };
}

function encodingProblem(bytes: Uint8Array): Refusal | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { code: 'lab-encoding', message: 'the file is UTF-16', line: 1, column: 1, hint: 'save it as UTF-8' };
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0)
    return {
      ...placeOf(bytes, zero),
      code: 'lab-encoding',
      message: `byte ${zero} is NUL: this is not a text file`,
      hint: 'is this the right file?',
    };
  if (isUtf8(bytes)) return undefined;
  const offset = firstInvalidByte(bytes);
  return {
    ...placeOf(bytes, offset),
    code: 'lab-encoding',
    message: `byte ${offset} (0x${bytes[offset]!.toString(16).padStart(2, '0')}) is not UTF-8`,
    hint: 'save the file as UTF-8; often it was written as Latin-1 or Windows-1252',
  };
}

/** Offset of the first byte that begins no UTF-8 character: the longest valid prefix, found by halving. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  const decodes = (length: number) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (decodes(middle)) valid = middle;
    else invalid = middle;
  }
  // A prefix may end inside a character that only its next byte breaks: step back to where that character began.
  while (!isUtf8(bytes.subarray(0, valid))) valid--;
  return valid;
}

function placeOf(bytes: Uint8Array, offset: number): Pick<Finding, 'line' | 'column' | 'excerpt'> {
  const start = offset === 0 ? 0 : bytes.lastIndexOf(10, offset - 1) + 1;
  const end = bytes.indexOf(10, offset);
  let line = 1;
  for (let i = 0; i < start; i++) if (bytes[i] === 10) line++;
  const decoder = new TextDecoder('utf-8');
  const column = decoder.decode(bytes.subarray(start, offset)).length + 1;
  const text = decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
  return { line, column, excerpt: printExcerpt(text.replaceAll('\0', '␀')) };
}
