import { namesOf } from '../compose/migration/name-steps.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { Expectation } from '../systems/system.ts';
import type { Subject } from './load-subject.ts';
import type { NameCheck } from './migrate-clients.ts';
import { type PlatformContent, readContent } from './migrate-compare.ts';
import type { Sides as BothSides, MigrationLab } from './migrate-state.ts';
import { unguardedCharts } from './migrate-unguarded.ts';
import { explainUnready } from './migrate-unready.ts';
import { type NameTable, type Watched, watchNames } from './migrate-watch.ts';
import { startPlatform } from './platform.ts';
import type { UpProgress } from './up-report.ts';
import { familyOf } from './verify-checks.ts';
import { openWire, type Wire } from './wire.ts';

/** Both sides of a migration, and who is told. */
export interface Sides extends BothSides {
  readonly onProgress: (event: UpProgress) => void;
  readonly signal: AbortSignal;
  /** What charts make of the second side has nothing that guards volumes. */
  readonly bare?: boolean;
}

/** A platform whose clients are watched. */
export interface WatchedPlatform {
  readonly watched: Watched;
  readonly wire: Wire;
  /** Tells what the Git source holds from now on. */
  readonly push: (tree: FileTree) => void;
}

/** A side that has come up anew. */
export interface SideContent extends PlatformContent {
  /** What keeps it from coming up. */
  readonly problem?: string;
}

const quiet = () => undefined;

/** Brings a side up anew, and reads what it consists of, and what keeps it from coming up. */
export async function readSide(subject: Subject, signal: AbortSignal): Promise<SideContent> {
  const { embedded, findings } = await startPlatform(subject, quiet, signal);
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  try {
    const error = findings.find(({ severity }) => severity === 'error')?.message;
    const problem = error ?? (await explainUnready(embedded.cluster))[0];
    const content = await readContent(embedded, wire);
    const said = [...subject.findings, ...findings].filter(({ severity }) => severity === 'unknown');
    const unknown = [...new Set([...said.map(({ message }) => message), ...content.unknown])];
    return { ...content, unknown, ...(problem !== undefined && { problem }) };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}

/** Brings the first side up, and lets its clients be watched while something is done with it. */
export async function onFirstSide<T>(
  { from, to, onProgress, signal, bare = false }: Sides,
  later: readonly Expectation[],
  work: (platform: WatchedPlatform) => Promise<T>,
): Promise<T> {
  let pushed = from.subject.tree;
  const charts = unguardedCharts(to.subject.charts, () => bare && pushed !== from.subject.tree);
  const subject = { ...from.subject, charts, secrets: secretsOf(from, to) };
  const { embedded } = await startPlatform(subject, onProgress, signal, { pushed: () => pushed });
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  const names = namesOf(from.parts.planned.plan);
  const { expectations } = await readContent(embedded, wire);
  const checks = checksOf([names, namesOf(to.parts.planned.plan)], [...expectations, ...later]);
  const watched = watchNames(embedded, wire, checks, names);
  const push = (tree: FileTree) => {
    pushed = tree;
  };
  try {
    return await work({ watched, wire, push });
  } finally {
    watched.stop();
    await wire.close();
    await embedded.stop();
  }
}

/** Secrets that a person makes for either side: they are there from the start. */
function secretsOf(from: MigrationLab, to: MigrationLab): Subject['secrets'] {
  const keyOf = ({ namespace, name, key }: Subject['secrets'][number]) => `${namespace}/${name}/${key}`;
  const all = [...from.subject.secrets, ...to.subject.secrets];
  return [...new Map(all.map((secret) => [keyOf(secret), secret])).values()];
}

/**
 * What clients of each name that stays ask for: what is promised to whoever may enter, before or after. Who has an address and no host is
 * asked for by its Service where no gate promises anything.
 */
export function checksOf(
  [before, after]: readonly [NameTable, NameTable],
  promised: readonly Expectation[],
): readonly NameCheck[] {
  return [...before].flatMap(([name, addresses]) => {
    if (!after.has(name)) return [];
    const expectations = usualOf(promised, name);
    return expectations.length > 0 || (!isHost(name) && addresses.length > 0) ? [{ name, expectations }] : [];
  });
}

/** Names that stay and that nobody asks for, with the addresses that nothing is promised at: whether they are answered is not known. */
export function unwatchedNames(
  [before, after]: readonly [NameTable, NameTable],
  checks: readonly NameCheck[],
): readonly string[] {
  return [...before].flatMap(([name, addresses]) => {
    const later = after.get(name);
    if (!later || !isHost(name)) return [];
    const own = checks.find((check) => check.name === name)?.expectations ?? [];
    const families = new Set(own.map(({ from }) => familyOf(from)));
    const blind = [...new Set([...addresses, ...later])].filter((address) => !families.has(familyOf(address)));
    return blind.map((address) => `nobody asks for ${name} at ${address}: nothing is promised of it there`);
  });
}

const isHost = (name: string): boolean => name.includes('.');

/**
 * What is promised of a host, over TLS where it is served so, at the shortest path; that it is nowhere else is no promise to its clients.
 * Who has no host is asked for by the address, in either way: one address of a gate may speak TLS and another not.
 */
function usualOf(all: readonly Expectation[], name: string): readonly Expectation[] {
  if (!isHost(name)) return all.filter(({ host, client }) => host.endsWith('.invalid') && client !== 'outside');
  const own = all.filter(({ host, client, object }) => host === name && client !== 'outside' && object !== '');
  const secure = own.some(({ tls }) => tls);
  const shortest = Math.min(...own.map(({ path }) => path.length));
  return own.filter(({ tls, path }) => tls === secure && path.length === shortest);
}
