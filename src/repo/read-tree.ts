import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { codeOf, GatehouseError, messageOf } from '../core/errors.ts';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import { compareFindings, type Finding } from '../core/finding.ts';

/** How much of a folder is read. */
export interface ReadTreeOptions {
  /** Bytes of one file; larger ones are left out and reported. Default 10 MiB. */
  readonly maxFileBytes?: number;
  /** Files of the whole tree; reading ends there and says so. Default 20 000. */
  readonly maxFiles?: number;
}

/** The files of a folder, and what could not be taken. */
export interface TreeReading {
  readonly tree: FileTree;
  readonly findings: readonly Finding[];
}

const skippedFolders: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Files Flux leaves out of an artifact by name (fluxcd/pkg sourceignore/sourceignore.go ExcludeExt): no manifests, so no findings. */
const binaryName = /\.(jpg|jpeg|gif|png|wmv|flv|tar\.gz|zip)$/i;
const manifestName = /(\.ya?ml|\.json|(^|\/)Kustomization)$/;

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly files: Map<string, string>;
  readonly findings: Finding[];
  /** Real folders on the way down: a link back to one of them is a loop. */
  readonly open: Set<string>;
  /** Folders read so far: links between folders can lead through them in more ways than anyone can wait for. */
  folders: number;
}

/**
 * Reads a folder into a {@link FileTree}, in path order; `.git` and `node_modules` are skipped.
 * Links are followed inside the folder only. What cannot be taken (too large, not UTF-8, a link that leads out or in circles) is a finding.
 * Rejects with a GatehouseError when the folder itself cannot be read.
 */
export function readTree(root: string, options: ReadTreeOptions = {}): TreeReading {
  const walk: Walk = {
    root,
    realRoot: openRoot(root),
    maxFileBytes: options.maxFileBytes ?? 10 * 1024 * 1024,
    maxFiles: options.maxFiles ?? 20_000,
    files: new Map(),
    findings: [],
    open: new Set(),
    folders: 0,
  };
  readFolder(walk, '', walk.realRoot);
  return { tree: sortTree(walk.files), findings: walk.findings.sort(compareFindings) };
}

function openRoot(root: string): string {
  try {
    if (!statSync(root).isDirectory()) {
      throw new GatehouseError(`${root} is not a folder`, { hint: 'give the folder of the repository' });
    }
    return realpathSync(root);
  } catch (thrown) {
    if (thrown instanceof GatehouseError) throw thrown;
    const reason = codeOf(thrown) === 'ENOENT' ? 'no such folder' : messageOf(thrown);
    throw new GatehouseError(`cannot read ${root}: ${reason}`, { cause: thrown });
  }
}

function readFolder(walk: Walk, folder: string, real: string): void {
  walk.folders += 1;
  if (walk.folders > walk.maxFiles) {
    if (walk.folders === walk.maxFiles + 1)
      report(walk, folder, 'too-many-files', `${walk.maxFiles} folders were read: the rest is left out`, 'warning');
    return;
  }
  walk.open.add(real);
  for (const entry of readEntries(walk, folder)) {
    if (walk.files.size >= walk.maxFiles) break;
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) readFolder(walk, path, join(real, entry.name));
    } else if (entry.isFile()) readFile(walk, path, join(real, entry.name));
    else if (entry.isSymbolicLink()) followLink(walk, path, join(real, entry.name));
  }
  walk.open.delete(real);
}

function readEntries(walk: Walk, folder: string) {
  try {
    return readdirSync(join(walk.root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    report(walk, folder, 'folder-unreadable', `cannot read the folder: ${messageOf(thrown)}`);
    return [];
  }
}

function followLink(walk: Walk, path: string, link: string): void {
  let target: string;
  let found: Stats;
  try {
    target = realpathSync(link);
    found = lstatSync(target);
  } catch (thrown) {
    const reason = codeOf(thrown) === 'ELOOP' ? 'the link leads in a circle' : 'the link leads nowhere';
    report(walk, path, 'link-broken', reason, 'warning');
    return;
  }
  if (target !== walk.realRoot && !target.startsWith(walk.realRoot + sep)) {
    report(walk, path, 'link-leaves-root', 'the link leads out of the repository', 'warning');
  } else if (found.isFile()) readFile(walk, path, target);
  else if (!found.isDirectory()) return;
  else if (walk.open.has(target)) report(walk, path, 'link-broken', 'the link leads in a circle', 'warning');
  else readFolder(walk, path, target);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readFile(walk: Walk, path: string, real: string): void {
  if (binaryName.test(path)) return;
  try {
    const { size } = statSync(real);
    if (size > walk.maxFileBytes) {
      const text = `${(size / 1024 / 1024).toFixed(1)} MiB: files over ${walk.maxFileBytes / 1024 / 1024} MiB are not read`;
      report(walk, path, 'file-too-large', text, 'warning');
      return;
    }
    walk.files.set(path, decoder.decode(readFileSync(real)));
    if (walk.files.size === walk.maxFiles) {
      report(walk, path, 'too-many-files', `${walk.maxFiles} files were read: the rest is left out`, 'warning');
    }
  } catch (thrown) {
    if (codeOf(thrown) === 'ERR_ENCODING_INVALID_ENCODED_DATA' || thrown instanceof TypeError) {
      report(walk, path, 'file-not-utf8', 'the file is not UTF-8 text', manifestName.test(path) ? 'error' : 'info');
    } else report(walk, path, 'file-unreadable', `cannot read the file: ${messageOf(thrown)}`);
  }
}

function report(walk: Walk, file: string, code: string, message: string, severity: Finding['severity'] = 'error') {
  walk.findings.push({ code, severity, message, file: file || '.' });
}
