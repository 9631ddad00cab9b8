import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { applyFixes, type FixableFinding, type FixedTree, type LeftFinding } from '../check/apply-fixes.ts';
import type { CheckedObjects } from '../check/check-objects.ts';
import type { FileTree } from '../core/file-tree.ts';
import { type Finding, placeKeyOf } from '../core/finding.ts';
import { isJsonObject } from '../kube/json.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { isSealed } from '../sops/formats.ts';
import type { Subject } from './load-subject.ts';
import { realDisk } from './render-disk.ts';
import { readManifest } from './render-manifest.ts';
import { replaceFile } from './secrets-files.ts';

/** What `--fix` did, or would do. */
export interface FixReport {
  /** False with `--dry-run`: nothing was changed. */
  readonly written: boolean;
  readonly files: readonly ChangedFile[];
  readonly mended: readonly Finding[];
  readonly left: readonly LeftFinding[];
}

/** A file, and its text before and after. */
export interface ChangedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What is looked for, and whether files are left as they are. */
export interface FixOptions {
  readonly judge: (subject: Subject) => Promise<CheckedObjects>;
  readonly dryRun: boolean;
}

/** How often fixes that do not hold are taken out before none is written. */
const mostRounds = 4;

/**
 * Mends what a machine can mend in the clusters of a repository: files are changed as they are written, after it was seen in memory that every
 * such finding is gone then and none has come in any of them. What is encrypted, what stands outside of the folder and what `gatehouse render`
 * writes is left. Gives what is found afterwards, cluster by cluster.
 */
export async function fixSubjects(
  subjects: readonly Subject[],
  judged: readonly CheckedObjects[],
  { judge, dryRun }: FixOptions,
): Promise<{ readonly judged: readonly CheckedObjects[]; readonly fix: FixReport }> {
  const tree = wholeTree(subjects);
  let open = onceEach(judged.flatMap(({ fixes }) => fixes));
  const refusals = await refusalsFor(subjects[0]!.folder, tree, open);
  const left: LeftFinding[] = [];
  for (let round = 0; round < mostRounds && open.length > 0; round++) {
    const fixed = await applyFixes(open, tree, (file) => refusals.get(file));
    if (round === 0) left.push(...fixed.left);
    if (fixed.files.size === 0) break;
    const after: CheckedObjects[] = [];
    for (const subject of subjects) after.push(await judge({ ...subject, tree: withTexts(subject.tree, fixed.files) }));
    const failing = failingOf(fixed, judged, after);
    if (failing.length === 0) {
      const fix = { ...(await write(subjects[0]!.folder, tree, fixed, dryRun)), left };
      return { judged: dryRun ? judged : after, fix };
    }
    left.push(...failing);
    const out = new Set(failing.map(({ finding }) => finding));
    open = fixed.mended.filter(({ finding }) => !out.has(finding));
  }
  return { judged, fix: { written: !dryRun, files: [], mended: [], left } };
}

/** The files of all clusters of a repository. */
const wholeTree = (subjects: readonly Subject[]): FileTree => new Map(subjects.flatMap(({ tree }) => [...tree]));

/** What holds in several clusters is mended once. */
const onceEach = (fixes: readonly FixableFinding[]): readonly FixableFinding[] => [
  ...new Map(fixes.map((fixable) => [placeKeyOf(fixable.finding), fixable] as const)).values(),
];

async function write(folder: string, tree: FileTree, fixed: FixedTree, dryRun: boolean) {
  const files = [...fixed.files].map(([file, after]) => ({ file, before: tree.get(file) ?? '', after }));
  if (!dryRun) for (const { file, after } of files) await replaceFile(join(folder, file), after);
  return { written: !dryRun, files, mended: fixed.mended.map(({ finding }) => finding) };
}

const withTexts = (tree: FileTree, texts: ReadonlyMap<string, string>): FileTree =>
  new Map([...tree].map(([file, text]) => [file, texts.get(file) ?? text] as const));

const keyOf = ({ code, object, file }: Finding): string => JSON.stringify([code, object ?? file]);
const saidOf = ({ code, object, message }: Finding): string => JSON.stringify([code, object, message]);

/** Fixes that do not hold: their finding is there still, or another one came into a file they change; all of them where it came elsewhere. */
function failingOf(
  { mended }: FixedTree,
  before: readonly CheckedObjects[],
  after: readonly CheckedObjects[],
): readonly LeftFinding[] {
  const still = new Set(after.flatMap(({ findings }) => findings.map(saidOf)));
  const useless = mended.filter(({ finding }) => still.has(saidOf(finding)));
  if (useless.length > 0)
    return useless.map(({ finding }) => ({ finding, reason: 'something else makes it so again' }));
  const fresh = after.flatMap(({ findings }, index) => {
    const known = new Set(before[index]!.findings.map(keyOf));
    return findings.filter((finding) => finding.severity !== 'unknown' && !known.has(keyOf(finding)));
  });
  if (fresh.length === 0) return [];
  const files = new Set(fresh.map(({ file }) => file));
  const near = mended.filter(({ on, fix }) => fix.some((edit) => files.has((edit.on ?? on).origin?.file)));
  const reason = `it would bring ${fresh[0]!.code}: ${fresh[0]!.message}`;
  return (near.length > 0 ? near : mended).map(({ finding }) => ({ finding, reason }));
}

/** Why files are not touched, by file. */
async function refusalsFor(
  folder: string,
  tree: FileTree,
  fixes: readonly FixableFinding[],
): Promise<ReadonlyMap<string, string>> {
  const files = new Set(fixes.flatMap(({ on, fix }) => fix.map((edit) => (edit.on ?? on).origin?.file ?? '')));
  const { written } = readManifest(folder, realDisk);
  const refusals = new Map<string, string>();
  for (const file of files) {
    const text = tree.get(file) ?? '';
    const reason = written.has(file)
      ? '`gatehouse render` writes this file: its lab is changed instead'
      : isSealed(file, text)
        ? 'the file is encrypted'
        : holdsSecret(text)
          ? 'a Secret stands in the file, and a change shows what stands around it'
          : await whyNotOnDisk(folder, file, text);
    if (reason !== undefined) refusals.set(file, reason);
  }
  return refusals;
}

const holdsSecret = (text: string): boolean =>
  readDocuments(text, '').documents.some(({ value }) => isJsonObject(value) && value.kind === 'Secret');

async function whyNotOnDisk(folder: string, file: string, text: string): Promise<string | undefined> {
  const path = join(folder, file);
  try {
    if (!(await lstat(path)).isFile()) return 'it is a link, or no file';
    const inside = relative(await realpath(folder), await realpath(path));
    if (inside.startsWith(`..${sep}`)) return 'it lies outside of the folder';
    return (await readFile(path, 'utf8')) === text ? undefined : 'what was judged does not stand so in the file';
  } catch {
    return 'it stands in no file of the folder';
  }
}
