import { existsSync, mkdtempSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { removeAtExit } from '../core/leftovers.ts';
import {
  addEntries,
  currentContext,
  isWithoutEntries,
  ownerOf,
  parseKubeconfig,
  printKubeconfig,
  restoreCurrent,
  takeEntries,
} from './kubeconfig-entries.ts';
import { withLock } from './kubeconfig-lock.ts';
import type { EntryMark, Yaml } from './kubeconfig-mark.ts';
import { findTarget, namingKubeconfig } from './kubeconfig-target.ts';
import { pidOf, realRuns } from './run-owner.ts';
import { createFile, replaceFile } from './whole-file.ts';

/** A kubeconfig on disk that leads to us. */
export interface WrittenKubeconfig {
  readonly path: string;
  /** Takes away what is ours and nothing else, at once; a second call does nothing. */
  readonly removeNow: () => void;
  /** As `removeNow`. */
  readonly close: () => Promise<void>;
}

/**
 * Writes a kubeconfig, readable by its owner only, to a new temporary folder; or adds its entries to the file asked for, as kind does
 * (kind pkg/cluster/internal/kubeconfig): every other entry stays, and at the end the file is what it was. Rejects, before anything is
 * changed, when the file is no kubeconfig, when an entry of our name is not ours, and when another run's entries are in use.
 */
export async function writeKubeconfig(asked: string | undefined, text: string): Promise<WrittenKubeconfig> {
  if (asked === undefined) return temporaryKubeconfig(text);
  const path = resolve(asked);
  const yaml = await import('yaml');
  const added = namingKubeconfig(path, () => {
    findTarget(path);
    return withLock(path, () => add(yaml, path, text));
  });
  return closable(path, () =>
    namingKubeconfig(path, () => {
      // Whoever removed the folder has removed our entries with it.
      if (existsSync(path)) withLock(path, () => takeBack(yaml, path, added), true);
    }),
  );
}

function closable(path: string, remove: () => void): WrittenKubeconfig {
  let closed = false;
  const removeNow = () => {
    if (closed) return;
    remove();
    closed = true;
    callOff();
  };
  const callOff = removeAtExit(removeNow);
  return { path, removeNow, close: async () => removeNow() };
}

function temporaryKubeconfig(text: string): WrittenKubeconfig {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const path = join(folder, 'kubeconfig');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    createFile(path, text, 0o600);
  } catch (thrown) {
    remove();
    throw thrown;
  }
  return closable(path, remove);
}

/** What was added, and what the file was without it. */
interface Added {
  readonly text: string;
  /** Undefined when there was no file. */
  readonly before: string | undefined;
  readonly stats: Stats | undefined;
  readonly mark: EntryMark;
}

function add(yaml: Yaml, path: string, ours: string): Added {
  const { file, stats } = findTarget(path);
  const present = stats && readFileSync(file, 'utf8');
  const kubeconfig = parseKubeconfig(yaml, path, present ?? '');
  refuseLiving(path, ownerOf(yaml, kubeconfig));
  const left = takeEntries(yaml, kubeconfig);
  if (left) restoreCurrent(yaml, kubeconfig, left.previous);
  const created = (!stats || left?.created === true) && isWithoutEntries(yaml, kubeconfig);
  const before = created ? undefined : left ? printKubeconfig(kubeconfig, present ?? '') : present;
  const mark = { owner: realRuns.next(), previous: currentContext(kubeconfig), created };
  addEntries(yaml, kubeconfig, ours, mark);
  const text = printKubeconfig(kubeconfig, present ?? ours);
  replaceFile(file, text, { ...ownerOfFile(stats), mode: 0o600 });
  return { text, before, stats, mark };
}

/** What an ended run left is replaced; who is still there would lose its clients. */
function refuseLiving(path: string, owner: string | undefined): void {
  if (owner === undefined || realRuns.stateOf(owner) !== 'alive') return;
  throw new GatehouseError(`${path} leads to the cluster of process ${pidOf(owner)}, which is still running`, {
    hint: 'name another file with --kubeconfig, or end that one first',
  });
}

function takeBack(yaml: Yaml, path: string, added: Added): void {
  const { file, stats } = findTarget(path);
  if (!stats) return;
  const present = readFileSync(file, 'utf8');
  const next = present === added.text ? added.before : withoutOurs(yaml, path, present, added.mark);
  if (next === undefined) rmSync(file, { force: true });
  else if (next !== present) {
    // Whoever changed its permissions meanwhile meant it.
    const mode = (stats.mode & 0o777) === 0o600 ? (added.stats ?? stats).mode : stats.mode;
    replaceFile(file, next, { ...ownerOfFile(stats), mode: mode & 0o777 });
  }
}

/** The text as others have made it, without our entries; undefined when nothing of anybody else is left. */
function withoutOurs(yaml: Yaml, path: string, present: string, mark: EntryMark): string | undefined {
  const kubeconfig = parseKubeconfig(yaml, path, present);
  if (!takeEntries(yaml, kubeconfig, mark.owner)) return present;
  restoreCurrent(yaml, kubeconfig, mark.previous);
  return mark.created && isWithoutEntries(yaml, kubeconfig) ? undefined : printKubeconfig(kubeconfig, present);
}

const ownerOfFile = (stats: Stats | undefined) => stats && { uid: stats.uid, gid: stats.gid };
