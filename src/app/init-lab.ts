import { existsSync, lstatSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { labFileName } from '../lab/lab-file-name.ts';
import { diskTrouble } from './disk-trouble.ts';
import { answerKeys, defaultAnswers, type LabAnswers } from './init-answers.ts';
import { isAsked, judgeAnswer } from './init-judge.ts';
import { printLab } from './init-text.ts';
import { makeFolders } from './make-folders.ts';
import { createFile } from './whole-file.ts';

export { defaultAnswers, type LabAnswers, printLab };

const schemaPath = 'docs/reference/lab.schema.json';

/** Where an editor finds the JSON Schema for a lab file in a folder: beside this program; undefined when it is not there. */
export function schemaFor(folder: string): string | undefined {
  for (let root = dirname(fileURLToPath(import.meta.url)); ; root = dirname(root)) {
    const schema = join(root, schemaPath);
    if (existsSync(schema)) {
      const inside = `${resolve(folder)}${sep}`.startsWith(root + sep);
      return inside ? relative(resolve(folder), schema).split(sep).join('/') : pathToFileURL(schema).href;
    }
    if (root === dirname(root)) return undefined;
  }
}

/** Fails when the folder has a lab file: it is never overwritten. */
export function refuseExisting(folder: string): void {
  const file = join(folder, labFileName);
  if (stands(file)) throw alreadyThere(file);
}

/** Writes a new lab file into a folder (made when missing); resolves to its path. Never overwrites one, and writes none that does not read well. */
export async function initLab(folder: string, answers: LabAnswers): Promise<string> {
  refuseExisting(folder);
  for (const key of answerKeys) {
    const problem = isAsked(key, answers) ? await judgeAnswer(key, answers) : undefined;
    if (problem) throw new GatehouseError(`${key} ${answers[key]}: ${problem.message}`, { hint: problem.hint });
  }
  const file = join(folder, labFileName);
  if (!makeFile(folder, file, printLab(answers, schemaFor(folder)))) throw alreadyThere(file);
  return file;
}

function makeFile(folder: string, file: string, text: string): boolean {
  try {
    makeFolders(folder);
    return createFile(file, text);
  } catch (cause) {
    throw new GatehouseError(`cannot write ${file}: ${diskTrouble(cause)}`, {
      hint: 'choose another folder, or change its permissions',
    });
  }
}

const alreadyThere = (file: string) =>
  new GatehouseError(`${file} exists already`, { hint: 'edit it, or choose another folder', exitCode: 2 });

/** Whether anything stands there, a link that leads nowhere included. */
function stands(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOTDIR') return false;
    throw thrown;
  }
}
