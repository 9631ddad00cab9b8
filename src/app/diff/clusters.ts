import { compareText } from '../../core/finding.ts';
import { type Comparison, compare, inOrder, type PartReport } from './compare.ts';
import type { Change } from './contract.ts';
import { diffParts } from './index.ts';
import type { KindCount } from './objects.ts';
import type { SideFiles } from './read-sides.ts';
import { whyUnread } from './unread-files.ts';

/** What one cluster of a repository is made of; the name is empty where it is for one alone. */
export interface NamedFiles {
  readonly cluster: string;
  readonly files: SideFiles;
}

/** Compares each cluster with itself. Of several, each subject begins with the name of its cluster. */
export async function compareClusters(old: readonly NamedFiles[], now: readonly NamedFiles[]): Promise<Comparison> {
  const { pairs, alone } = pairUp(old, now);
  const compared: { name: string; comparison: Comparison }[] = [];
  for (const { name, before, after } of pairs) compared.push({ name, comparison: await compare(before, after) });
  const [first] = compared;
  if (first && compared.length === 1 && alone.length === 0) return first.comparison;
  const named = compared.map(({ name, comparison }) => prefixed(name, comparison.parts));
  const builds: PartReport = { id: 'builds', title: 'builds', changes: alone, unknown: [] };
  const parts = mergeParts([[builds], ...named]);
  return {
    same: parts.every(({ changes }) => changes.length === 0),
    parts: parts.filter(({ changes, unknown }) => changes.length + unknown.length > 0),
    kinds: mergeKinds(compared.flatMap(({ comparison }) => comparison.kinds)),
  };
}

interface Pairs {
  readonly pairs: readonly { readonly name: string; readonly before: SideFiles; readonly after: SideFiles }[];
  /** Clusters that come and go. */
  readonly alone: readonly Change[];
}

/** Clusters of one name. Where one side is for a single one, it is the one that shares most of its files. */
function pairUp(old: readonly NamedFiles[], now: readonly NamedFiles[]): Pairs {
  const nameOf = new Map(old.map((each) => [each.cluster, each]));
  if (old.length === 1 && old[0]!.cluster === '' && now.length > 0) nameOf.set(nearest(old[0]!, now).cluster, old[0]!);
  else if (now.length === 1 && now[0]!.cluster === '') nameOf.set('', nearest(now[0]!, old));
  const pairs = now.flatMap(({ cluster, files }) => {
    const before = nameOf.get(cluster)?.files;
    return before ? [{ name: cluster || nameOf.get(cluster)!.cluster, before, after: files }] : [];
  });
  const paired = new Set(pairs.flatMap(({ before, after }) => [before, after]));
  const come = now.filter(({ files }) => !paired.has(files));
  const gone = old.filter(({ files }) => !paired.has(files));
  const told = (all: readonly NamedFiles[], text: string, weight: Change['weight']) =>
    all.map(({ cluster }): Change => ({ subject: `cluster ${cluster}`, text, weight }));
  const unread = new Map(now.flatMap(({ files }) => [...(files.unread ?? [])]));
  const whyLost = (each: NamedFiles) => filesOf(each).flatMap((file) => whyUnread(file, unread) ?? [])[0];
  const wentAway = gone.flatMap((each) => {
    const why = whyLost(each);
    return told([each], why === undefined ? 'is in no file any more' : `is not known any more: ${why}`, 'danger');
  });
  return { pairs, alone: [...told(come, 'is new', 'notice'), ...wentAway] };
}

function nearest(one: NamedFiles, others: readonly NamedFiles[]): NamedFiles {
  const files = new Set(filesOf(one));
  const shared = others.map((each) => ({ each, count: filesOf(each).filter((file) => files.has(file)).length }));
  return shared.reduce((best, next) => (next.count > best.count ? next : best)).each;
}

const filesOf = ({ files: { repository } }: NamedFiles): readonly string[] =>
  repository.kustomizations.flatMap(({ kustomization }) => kustomization.origin?.file ?? []);

const prefixed = (name: string, parts: readonly PartReport[]): readonly PartReport[] =>
  parts.map(({ changes, unknown, ...part }) => ({
    ...part,
    changes: changes.map((change) => ({ ...change, subject: `${name}: ${change.subject}` })),
    unknown: unknown.map((question) => ({ ...question, subject: `${name}: ${question.subject}` })),
  }));

function mergeParts(all: readonly (readonly PartReport[])[]): readonly PartReport[] {
  const ids = [{ id: 'builds', title: 'builds' }, ...diffParts];
  return ids.map(({ id, title }) => {
    const same = all.flat().filter((part) => part.id === id);
    const changes = inOrder(same.flatMap((part) => part.changes));
    return { id, title, changes, unknown: same.flatMap(({ unknown }) => unknown) };
  });
}

function mergeKinds(all: readonly KindCount[]): readonly KindCount[] {
  const sums = new Map<string, KindCount>();
  for (const { kind, added, removed, changed } of all) {
    const sum = sums.get(kind) ?? { kind, added: 0, removed: 0, changed: 0 };
    sums.set(kind, {
      kind,
      added: sum.added + added,
      removed: sum.removed + removed,
      changed: sum.changed + changed,
    });
  }
  return [...sums.values()].sort((a, b) => compareText(a.kind, b.kind));
}
