import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { codeOf, GatehouseError, messageOf } from '../core/errors.ts';
import type { FileTree } from '../core/file-tree.ts';
import { compareFindings, compareText, type Finding } from '../core/finding.ts';
import { runAtOnce, runInTurns, type Steps } from '../core/pause.ts';
import { encodingProblem } from '../kube/text-encoding.ts';
import { type FileContent, makeTree, textOf } from './lazy-tree.ts';
import { printMebibytes, type ReadLimits, readLimits } from './read-limits.ts';
import { ReadNotes } from './read-notes.ts';
import { isLeftOut } from './source-ignore.ts';

/** The files of a folder, and what could not be taken. */
export interface TreeReading {
  readonly tree: FileTree;
  readonly findings: readonly Finding[];
  /** False when reading ended at a limit: what is there says nothing of the whole. */
  readonly complete: boolean;
}

const manifestName = /(\.ya?ml|\.json|(^|\/)Kustomization|(^|\/)\.sourceignore)$/;

/** Folders read and pieces of files (64 KiB) between two turns of the event loop. */
const unitsPerTurn = 64;
const pieceBytes = 64 * 1024;

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  readonly limits: ReadLimits;
  readonly files: Map<string, FileContent>;
  readonly notes: ReadNotes;
  /** Real folders on the way down: a link back to one of them is a loop. */
  readonly open: Set<string>;
  entries: number;
  manifestBytes: number;
  otherBytes: number;
  complete: boolean;
}

/**
 * Reads a folder into a {@link FileTree}, in path order. Manifests are read at once, other files when somebody asks for them. `.git`,
 * `node_modules` and other repositories inside are passed over; links are followed inside the folder only. What cannot be taken (a link
 * that leads out or in circles, no UTF-8) and a limit that is reached are findings.
 * Throws a GatehouseError when the folder itself cannot be read.
 */
export const readTree = (root: string, limits: Partial<ReadLimits> = {}): TreeReading =>
  runAtOnce(readSteps(root, limits));

/** As {@link readTree}, but the event loop turns meanwhile. */
export const readTreeInTurns = async (root: string, limits: Partial<ReadLimits> = {}): Promise<TreeReading> =>
  runInTurns(readSteps(root, limits), unitsPerTurn);

function* readSteps(root: string, limits: Partial<ReadLimits>): Steps<TreeReading> {
  const walk: Walk = {
    root,
    realRoot: openRoot(root),
    limits: { ...readLimits, ...limits },
    files: new Map(),
    notes: new ReadNotes(),
    open: new Set(),
    entries: 0,
    manifestBytes: 0,
    otherBytes: 0,
    complete: true,
  };
  yield* readFolder(walk, '', walk.realRoot, 0);
  return {
    tree: makeTree(walk.files),
    findings: [...walk.notes.findings()].sort(compareFindings),
    complete: walk.complete,
  };
}

function openRoot(root: string): string {
  try {
    if (!statSync(root).isDirectory()) {
      throw new GatehouseError(`${root} is not a folder`, { hint: 'give the folder of the repository' });
    }
    return realpathSync(root);
  } catch (thrown) {
    if (thrown instanceof GatehouseError) throw thrown;
    if (codeOf(thrown) === 'ENOENT')
      throw new GatehouseError(`cannot read ${root}: no such folder`, { hint: 'check the path', cause: thrown });
    throw new GatehouseError(`cannot read ${root}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function* readFolder(walk: Walk, folder: string, real: string, depth: number): Steps<void> {
  yield 1;
  if (depth > walk.limits.depth) {
    reachLimit(walk, folder, `more than ${walk.limits.depth} folders inside each other`);
    return;
  }
  const entries = readEntries(walk, folder);
  if (depth > 0 && entries.some(({ name }) => name === '.git')) {
    walk.notes.passOver('repositories inside', folder);
    return;
  }
  walk.open.add(real);
  for (const entry of entries) {
    if (!walk.complete) return;
    if (++walk.entries > walk.limits.entries) {
      reachLimit(walk, folder, `more than ${walk.limits.entries} files and folders`);
      return;
    }
    yield* readEntry(walk, entry, {
      path: folder ? `${folder}/${entry.name}` : entry.name,
      real: join(real, entry.name),
      depth,
    });
  }
  walk.open.delete(real);
}

/** Where an entry is: in the tree, on the disk, and how deep. */
interface Place {
  readonly path: string;
  readonly real: string;
  readonly depth: number;
}

function* readEntry(walk: Walk, entry: Dirent, { path, real, depth }: Place): Steps<void> {
  if (entry.name === '.git') return;
  if (entry.isDirectory()) {
    if (entry.name === 'node_modules') walk.notes.passOver('packages', path);
    else yield* readFolder(walk, path, real, depth + 1);
  } else if (entry.isFile()) yield* readFile(walk, path, real);
  else if (entry.isSymbolicLink()) yield* followLink(walk, path, real, depth);
  else walk.notes.passOver('pipes, sockets and devices', path);
}

function readEntries(walk: Walk, folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(join(walk.root, folder), { withFileTypes: true });
    return entries.sort((a, b) => compareText(a.name, b.name));
  } catch (thrown) {
    report(walk, folder, { code: 'folder-unreadable', message: `cannot read the folder: ${messageOf(thrown)}` });
    return [];
  }
}

function* followLink(walk: Walk, path: string, link: string, depth: number): Steps<void> {
  let target: string;
  let found: Stats;
  try {
    target = realpathSync(link);
    found = lstatSync(target);
  } catch (thrown) {
    const reason = codeOf(thrown) === 'ELOOP' ? 'the link leads in a circle' : 'the link leads nowhere';
    report(walk, path, { code: 'link-broken', message: reason, severity: 'info' });
    return;
  }
  if (target !== walk.realRoot && !target.startsWith(walk.realRoot + sep)) {
    report(walk, path, {
      code: 'link-leaves-root',
      message: 'the link leads out of the repository',
      severity: 'warning',
    });
  } else if (found.isFile()) yield* readFile(walk, path, target);
  else if (!found.isDirectory()) walk.notes.passOver('pipes, sockets and devices', path);
  else if (walk.open.has(target))
    report(walk, path, { code: 'link-broken', message: 'the link leads in a circle', severity: 'info' });
  else yield* readFolder(walk, path, target, depth + 1);
}

function* readFile(walk: Walk, path: string, real: string): Steps<void> {
  if (isLeftOut(path)) return;
  try {
    if (manifestName.test(path)) yield* readManifest(walk, path, real);
    else noteOther(walk, path, real, statSync(real).size);
  } catch (thrown) {
    report(walk, path, { code: 'file-unreadable', message: `cannot read the file: ${messageOf(thrown)}` });
  }
}

function* readManifest(walk: Walk, path: string, real: string): Steps<void> {
  const { fileBytes, manifestBytes } = walk.limits;
  const { size, bytes } = readUpTo(real, Math.min(fileBytes, manifestBytes - walk.manifestBytes));
  if (size > fileBytes) {
    const knownBy = 'splitting the file: an object of Kubernetes has at most 1.5 MiB';
    const message = `${printMebibytes(size)}: files over ${printMebibytes(fileBytes)} are not read`;
    walk.notes.report({ code: 'reading-limit', severity: 'unknown', message, file: path, line: 1, knownBy });
    return;
  }
  walk.manifestBytes += size;
  if (!bytes) {
    reachLimit(walk, path, `more than ${printMebibytes(manifestBytes)} of manifests`);
    return;
  }
  const problem = encodingProblem(bytes);
  if (problem) {
    const { message, hint, line, column } = problem;
    walk.notes.report({ code: 'file-not-utf8', severity: 'error', message, file: path, line, column, hint });
  } else walk.files.set(path, textOf(bytes));
  yield Math.ceil(size / pieceBytes);
}

function noteOther(walk: Walk, path: string, real: string, size: number): void {
  if (size > walk.limits.fileBytes) {
    walk.notes.passOver(`files over ${printMebibytes(walk.limits.fileBytes)}`, path);
    return;
  }
  walk.otherBytes += size;
  if (walk.otherBytes > walk.limits.otherBytes) {
    reachLimit(walk, path, `more than ${printMebibytes(walk.limits.otherBytes)} of files`);
    return;
  }
  walk.files.set(path, () => readBytesOrNothing(real, walk.limits.fileBytes));
}

function readBytesOrNothing(real: string, limit: number): Uint8Array | undefined {
  try {
    return readRegular(real, limit);
  } catch {
    return undefined;
  }
}

/** The bytes of a file that is still a regular one, and no longer than it was. */
function readRegular(real: string, limit: number): Uint8Array {
  const { bytes } = readUpTo(real, limit);
  if (!bytes) throw new Error('it has changed while it was read');
  return bytes;
}

/** The size of a regular file, and its bytes where they are not too many; never waits for a pipe that has taken its place. */
function readUpTo(real: string, limit: number): { readonly size: number; readonly bytes?: Uint8Array } {
  const handle = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new Error('it has changed while it was read');
    const { size } = stats;
    return size > limit ? { size } : { size, bytes: readWhole(handle, size) };
  } finally {
    closeSync(handle);
  }
}

/** What is in a file of this size: fewer calls than `readFileSync` makes, which would ask for the size again and for more behind the end. */
function readWhole(handle: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(handle, bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function reachLimit(walk: Walk, path: string, what: string): void {
  walk.complete = false;
  const knownBy = 'naming the folder that holds the manifests of one cluster';
  const message = `${what}: reading ended here, and nothing can be said of the whole`;
  walk.notes.report({ code: 'reading-limit', severity: 'unknown', message, file: path || '.', knownBy });
}

const nextSteps: Readonly<Record<string, string>> = {
  'folder-unreadable': 'let this user read the folder, or name a folder below it',
  'file-unreadable': 'let this user read the file, or take it out of the folder',
  'link-broken': 'remove the link, or let it lead to a file or folder of the repository',
  'link-leaves-root': 'put what it leads to into the repository: Flux sees nothing outside of it',
};

function report(
  walk: Walk,
  file: string,
  finding: Pick<Finding, 'code' | 'message'> & Partial<Pick<Finding, 'severity'>>,
) {
  walk.notes.report({ severity: 'error', hint: nextSteps[finding.code], ...finding, file: file || '.' });
}
