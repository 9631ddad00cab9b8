import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { encodingProblem } from '../kube/text-encoding.ts';
import { printExcerpt } from './excerpt.ts';
import type { LabCore } from './lab-core.ts';
import { labFileName } from './lab-file-name.ts';
import { type LabLanguage, type LabReading, parseLab } from './parse-lab.ts';

/** Bytes a lab file may have: a lab of a thousand apps has half a megabyte. */
export const labSizeLimit = 4 * 1024 * 1024;

/** Reads a lab file, or the lab.yaml of a folder. Nothing is thrown for what a user can mend: a missing file is a finding too. */
export async function readLab<Lab extends LabCore>(path: string, language: LabLanguage<Lab>): Promise<LabReading<Lab>> {
  try {
    const entry = await stat(path);
    if (!entry.isDirectory()) return await readFileAt(path, language);
    const file = join(path, labFileName);
    return await readFileAt(file, language, path);
  } catch (thrown) {
    return refused(path, cannotRead(path, thrown));
  }
}

async function readFileAt<Lab extends LabCore>(
  file: string,
  language: LabLanguage<Lab>,
  folder?: string,
): Promise<LabReading<Lab>> {
  try {
    const bytes = await readLimited(file);
    if (!(bytes instanceof Uint8Array)) return refused(file, bytes);
    const broken = refusedEncoding(bytes);
    if (broken) return refused(file, broken);
    return await parseLab(new TextDecoder('utf-8').decode(bytes), file, language);
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

const refused = (file: string, refusal: Refusal): LabReading<never> => ({
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

function refusedEncoding(bytes: Uint8Array): Refusal | undefined {
  const problem = encodingProblem(bytes);
  if (!problem) return undefined;
  const { text, ...place } = problem;
  return { code: 'lab-encoding', ...place, ...(text && { excerpt: printExcerpt(text.replaceAll('\0', '␀')) }) };
}
