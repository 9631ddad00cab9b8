import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import type { TextEncoding } from '../sops/cipher.ts';
import { type CreationRule, readCreationRules, ruleFor, rulesFile } from '../sops/creation-rules.ts';
import { diskTrouble } from './disk-trouble.ts';
import { writeThrough } from './write-through.ts';

/** Text of a file. Throws with the reason in words. */
export async function readText(file: string, encoding: TextEncoding = 'utf8'): Promise<string> {
  try {
    // Only what is no regular file may keep a reader waiting.
    return statSync(file).isFile() ? readFileSync(file, encoding) : await readFile(file, encoding);
  } catch (cause) {
    throw new GatehouseError(`${file} cannot be read: ${diskTrouble(cause)}`, { cause });
  }
}

/** Puts a text in the place of a file: written beside it, brought to the disk, renamed. The file keeps its mode; a new one gets `mode`. */
export async function replaceFile(file: string, text: string, mode = 0o644): Promise<void> {
  const beside = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const kept = statSync(file, { throwIfNoEntry: false });
    await writeThrough(beside, text, kept ? kept.mode & 0o777 : mode);
    renameSync(beside, file);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw new GatehouseError(`${file} cannot be written: ${diskTrouble(cause)}`, {
      cause,
      hint: 'the file is as it was',
    });
  }
}

/** Reads the rules of a file of rules; each file once. */
export type RulesReader = (path: string) => Promise<readonly CreationRule[]>;

/** A reader for the files of one command. */
export function rulesReader(): RulesReader {
  const read = new Map<string, Promise<readonly CreationRule[]>>();
  return (path) => {
    const rules = read.get(path) ?? readText(path).then((text) => readCreationRules(text, path));
    read.set(path, rules);
    return rules;
  };
}

/** The creation rules that count for a file, and where they stand; undefined when no folder above holds any. */
export async function findRules(
  file: string,
  read: RulesReader = rulesReader(),
): Promise<{ readonly path: string; readonly rules: readonly CreationRule[] } | undefined> {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    const path = join(folder, rulesFile);
    if (existsSync(path)) return { path, rules: await read(path) };
    if (dirname(folder) === folder) return undefined;
  }
}

/** The creation rule for a file. Throws when there is none, or one that asks for what is not known here. */
export async function requireRule(file: string, read: RulesReader = rulesReader()): Promise<CreationRule> {
  const found = await findRules(file, read);
  const hint = 'gatehouse secrets init writes a rule for files that end in .sops.yaml; or name recipients: --age age1…';
  if (!found)
    throw new GatehouseError(`no ${rulesFile} in the folder of ${file} or above it says how to encrypt it`, { hint });
  const rule = ruleFor(found.rules, relative(dirname(found.path), resolve(file)).split(sep).join('/'));
  if (!rule) throw new GatehouseError(`no creation rule of ${found.path} matches ${file}`, { hint });
  if (rule.notKnown.length > 0)
    throw new GatehouseError(
      `the rule of ${found.path} for ${file} asks for ${rule.notKnown.join(', ')}: not known here`,
      {
        hint: 'sops itself encrypts this file',
      },
    );
  return rule;
}
