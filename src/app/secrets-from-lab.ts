import { mkdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { NeededSecret, OwnSecret } from '../compose/composed-object.ts';
import { bySecret } from '../compose/objects/secret-source.ts';
import { GatehouseError } from '../core/errors.ts';
import { hasErrors } from '../core/finding.ts';
import { realRuntime } from '../core/runtime.ts';
import { writeYaml } from '../kube/yaml-write.ts';
import { readCreationRules, ruleFor, rulesFile } from '../sops/creation-rules.ts';
import { encryptYaml } from '../sops/encrypt.ts';
import { diskTrouble } from './disk-trouble.ts';
import { exists } from './find-subject.ts';
import { type ComposedLab, loadLab } from './load-lab.ts';
import { findRules, replaceFile } from './secrets-files.ts';
import { type FoundValue, findValue, type ValueSources } from './secrets-values.ts';

/** A value of a file that nobody has given. */
export interface LackingValue {
  readonly file: string;
  readonly key: string;
  readonly purpose: string;
  /** The variable of the environment that would give it. */
  readonly variable: string;
}

/** What became of the encrypted files that a lab names; paths are relative to the repository. */
export interface LabSecretsReport {
  /** The folder of the repository. */
  readonly folder: string;
  readonly made: readonly string[];
  /** Those that were there: they are never overwritten. */
  readonly kept: readonly string[];
  /** Files of which a value is lacking were not made. */
  readonly lacking: readonly LackingValue[];
}

/** The Secrets of one encrypted file. */
interface PlannedFile {
  readonly file: string;
  readonly secrets: readonly PlannedSecret[];
}

interface PlannedSecret {
  readonly name: string;
  readonly namespace?: string;
  readonly keys: readonly Pick<NeededSecret, 'key' | 'purpose' | 'from'>[];
}

/** Whether a lab says itself how its files are encrypted. */
export const writesRules = ({ composed }: Pick<ComposedLab, 'composed'>): boolean => composed.has(rulesFile);

/** The lab of a path without what the repository of it holds; undefined where it has errors, which `check` tells. */
export async function labOfSecrets(path: string): Promise<(ComposedLab & { readonly folder: string }) | undefined> {
  const lab = await loadLab(path);
  return lab.lab === undefined || hasErrors(lab.findings) ? undefined : lab;
}

/**
 * Makes the encrypted files that a lab names and that are not there yet: each value is taken from a file, the environment, or whoever is asked; one that may
 * be any is made. A file is made whole or not at all, and no value is ever put anywhere in clear.
 */
export async function makeLabSecrets(
  lab: ComposedLab & { readonly folder: string },
  sources: ValueSources,
): Promise<LabSecretsReport> {
  const made: string[] = [];
  const kept: string[] = [];
  const lacking: LackingValue[] = [];
  for (const planned of plannedFiles(lab)) {
    const path = join(lab.folder, planned.file);
    if (await exists(path)) {
      kept.push(planned.file);
      continue;
    }
    const documents = await documentsOf(planned, sources);
    lacking.push(...documents.lacking);
    if (documents.lacking.length > 0) continue;
    await writeEncrypted(lab, planned.file, documents.text);
    made.push(planned.file);
  }
  return { folder: lab.folder, made, kept, lacking };
}

function plannedFiles({ secrets, ownSecrets = [] }: ComposedLab): readonly PlannedFile[] {
  const found = new Map<string, PlannedSecret[]>();
  const add = (file: string, secret: PlannedSecret) => {
    const path = posix.normalize(file);
    found.set(path, [...(found.get(path) ?? []), secret]);
  };
  for (const keys of bySecret(secrets)) {
    const [{ name, namespace, from }] = keys;
    if (from.sops !== undefined) add(from.sops, { name, namespace, keys });
  }
  for (const { file, key, purpose } of ownSecrets)
    add(file, { name: nameOf(file), keys: [{ key, purpose, from: {} }] });
  return [...found].map(([file, all]) => ({ file, secrets: all }));
}

/** A file's name without what stands behind its first dot. */
const nameOf = (file: string | OwnSecret['file']): string => posix.basename(file).replace(/\..*$/, '');

async function documentsOf({ file, secrets }: PlannedFile, sources: ValueSources) {
  const lacking: LackingValue[] = [];
  const texts: string[] = [];
  for (const { name, namespace, keys } of secrets) {
    const values: Record<string, string> = {};
    for (const each of keys) {
      const found: FoundValue = await findValue({ ...each, name: nameOf(file) }, sources);
      if (found.value === undefined)
        lacking.push({ file, key: each.key, purpose: each.purpose, variable: found.variable });
      else values[each.key] = found.value;
    }
    const metadata = { name, ...(namespace !== undefined && { namespace }) };
    texts.push(writeYaml({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: values }));
  }
  return { lacking, text: texts.join('---\n') };
}

async function writeEncrypted(lab: ComposedLab & { readonly folder: string }, file: string, text: string) {
  const path = join(lab.folder, file);
  const standing = await findRules(path);
  const composed = lab.composed.get(rulesFile);
  const rules = standing?.rules ?? (composed === undefined ? [] : readCreationRules(composed, rulesFile));
  const rule = ruleFor(rules, file);
  if (!rule || rule.notKnown.length > 0)
    throw new GatehouseError(`no rule of ${standing?.path ?? rulesFile} says how to encrypt ${file}`, {
      hint: 'name who can decrypt in the lab file: secrets: { sops: { age: [age1…] } }',
    });
  const sealed = await encryptYaml(text, { ...rule, now: realRuntime().now() });
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw new GatehouseError(`${dirname(path)} cannot be made: ${diskTrouble(cause)}`, { cause });
  }
  await replaceFile(path, sealed);
}
