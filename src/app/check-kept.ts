import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBuildDigest } from '../core/build-digest.ts';
import { realRuntime } from '../core/runtime.ts';
import { labFileName } from '../lab/lab-file-name.ts';
import { cacheHome } from '../registry/cache-folder.ts';
import { type KeptEntries, openKeptEntries } from '../registry/kept-entries.ts';
import { digestOfReading } from '../repo/tree-digest.ts';
import { baselineName } from './baseline-name.ts';
import type { CheckOptions, CheckReport } from './check-report.ts';
import { isStillSo, type Noted, noteSurroundings } from './noted-surroundings.ts';
import { findPolicyFile } from './policies/find-policy-file.ts';
import { lookAround, type Surroundings, statOrUndefined } from './surroundings.ts';

/** A report, and what was looked at for it beside the files that are part of its key. */
interface KeptCheck {
  readonly noted: readonly Noted[];
  readonly report: CheckReport;
}

/** Where reports are kept, and which build of Gatehouse makes them. */
export interface Keeping {
  readonly entries: KeptEntries;
  readonly build: string;
}

interface Asked {
  readonly path: string;
  readonly options: CheckOptions;
  readonly around: Surroundings;
  readonly keeping: Keeping;
}

const mebibyte = 1024 * 1024;

/** The folder of the user's cache that reports are kept in; undefined where nothing can be kept, or where Gatehouse runs from its sources. */
function openKeeping(): Keeping | undefined {
  const [build, home] = [readBuildDigest(), cacheHome()];
  if (build === undefined || home === undefined) return undefined;
  const entries = openKeptEntries({ folder: join(home, 'checks'), limit: 64 * mebibyte, runtime: realRuntime() });
  return { build, entries };
}

/**
 * As `check`, but a repository that was checked before, and that nothing has changed for, is answered with what was found then: no part of
 * Gatehouse that looks at objects is loaded. What is asked of the network, decrypted, written or brought up is never kept.
 */
export async function checkKept(
  path: string,
  options: CheckOptions = {},
  keeping: Keeping | undefined = openKeeping(),
): Promise<CheckReport> {
  const { around = lookAround() } = options;
  const key = keeping && (await keyOf(path, options, { around, build: keeping.build }));
  if (!keeping || key === undefined) return checkAnew(path, { ...options, around });
  const kept = readKept(await keeping.entries.read(key));
  if (kept && (await isStillSo(kept.noted, around))) return kept.report;
  const noted = new Map<string, Noted>();
  const report = await checkAnew(path, { ...options, around: noteSurroundings(around, noted) });
  await keep({ key, noted: [...noted.values()], report }, { path, options, around, keeping });
  return report;
}

/** What a report follows from, but for what is noted while it is made; undefined for a run whose report is not kept. */
async function keyOf(
  path: string,
  options: CheckOptions,
  { around, build }: Pick<Keeping, 'build'> & { readonly around: Surroundings },
): Promise<string | undefined> {
  const { lab, online, client, ageKey, fix, writeBaseline, cluster, nodes, charts, baseline, running } = options;
  if (running || lab !== undefined || ageKey !== undefined || fix !== undefined || online || client || writeBaseline)
    return undefined;
  try {
    if (!(await statOrUndefined(path))?.isDirectory() || (await findPolicyFile({ path }))) return undefined;
    const reading = await around.readFolder(path);
    const tree = reading.tree.has(labFileName) ? undefined : digestOfReading(reading);
    if (tree === undefined) return undefined;
    const known = await textOrNone(baseline ?? join(path, baselineName));
    const machine = [process.version, process.platform, process.arch, process.cwd()];
    const asked = [path, cluster, nodes, charts, baseline, known];
    return createHash('sha256')
      .update(JSON.stringify([build, machine, asked, tree]))
      .digest('hex');
  } catch {
    // The run itself says what is wrong.
    return undefined;
  }
}

const textOrNone = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);

/** The rules and all that they look at are loaded only where they are needed. */
async function checkAnew(path: string, options: CheckOptions): Promise<CheckReport> {
  const { check } = await import('./check.ts');
  return check(path, options);
}

/** Keeps a report, unless it is of another folder or a lab, something took too long, or something has changed meanwhile. */
async function keep(
  { key, ...kept }: KeptCheck & { readonly key: string },
  { path, options, around, keeping }: Asked,
): Promise<void> {
  const { lab, root, charts } = kept.report;
  const wasEnded = charts.some(({ by, from }) => by === 'nothing' && from !== undefined);
  if (lab !== undefined || root !== path || wasEnded) return;
  const ofHelm = kept.noted.filter(({ about }) => about === 'helm');
  if ((await keyOf(path, options, { around, build: keeping.build })) !== key || !(await isStillSo(ofHelm, around)))
    return;
  await keeping.entries.write(key, JSON.stringify(kept));
}

function readKept(text: string | undefined): KeptCheck | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as KeptCheck);
  } catch {
    return undefined;
  }
}
