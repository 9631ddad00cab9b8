import { compareText } from '../core/finding.ts';
import { type Root, startsOf, withoutAside } from './entries.ts';

/** One cluster that a repository is for. */
export interface ClusterGroup {
  /** Name of its folder; the whole path where two have that name. */
  readonly name: string;
  /** Folder that holds what starts it; `''` is the root. */
  readonly folder: string;
  /** What starts Flux on it. */
  readonly starts: readonly Root[];
}

/**
 * The clusters that a repository is for. Two roots are of two clusters where each leads to a Kustomization of one name that is written in
 * two places, since a cluster has one object of a name: the folders in which they part are those of the clusters
 * (fluxcd/website guides/repository-structure). Roots of one folder are of one cluster.
 */
export function groupRoots(all: readonly Root[]): readonly ClusterGroup[] {
  const roots = withoutAside(all);
  const folders = anchorsOf(roots);
  if (folders.size < 2) return [{ name: '', folder: commonOf(roots), starts: startsOf(roots) }];
  const groups = [...folders]
    .sort(compareText)
    .map((folder) => ({ folder, roots: roots.filter((root) => anchorOf(root.folder, folders) === folder) }));
  const certaintyOf = (group: readonly Root[]) => Math.max(...group.map(({ certainty }) => certainty));
  const sure = groups.filter((group) => certaintyOf(group.roots) > 1);
  const clusters = sure.length > 0 ? sure : groups;
  if (clusters.length === 1) {
    const [{ folder, roots: own }] = clusters as [(typeof clusters)[number]];
    return [{ name: '', folder, starts: startsOf(own) }];
  }
  const names = clusters.map(({ folder }) => folder.split('/').pop() ?? '');
  return clusters.map(({ folder, roots: own }, index) => {
    const short = names[index]!;
    const isTaken = short === '' || names.indexOf(short) !== names.lastIndexOf(short);
    return { name: isTaken ? folder || '.' : short, folder, starts: startsOf(own) };
  });
}

/** The folders in which roots of different clusters part. */
function anchorsOf(roots: readonly Root[]): ReadonlySet<string> {
  const anchors = new Map<Root, string>();
  const deepen = (root: Root, folder: string) => {
    const known = anchors.get(root);
    if (known === undefined || folder.length > known.length) anchors.set(root, folder);
  };
  for (const [index, one] of roots.entries()) {
    for (const other of roots.slice(index + 1)) {
      if (one.folder === other.folder || !areApart(one, other)) continue;
      const shared = commonOf([one, other]);
      deepen(one, below(shared, one.folder));
      deepen(other, below(shared, other.folder));
    }
  }
  return new Set(anchors.values());
}

/** Whether two roots lead to different Kustomizations of one name. */
function areApart(one: Root, other: Root): boolean {
  for (const [name, place] of one.leadsTo) {
    const there = other.leadsTo.get(name);
    if (there !== undefined && there !== place) return true;
  }
  return false;
}

/** The deepest folder of several that a folder is in. */
function anchorOf(folder: string, anchors: ReadonlySet<string>): string | undefined {
  return [...anchors]
    .filter((anchor) => anchor === '' || folder === anchor || folder.startsWith(`${anchor}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** The folder that all stand in. */
function commonOf(roots: readonly Root[]): string {
  const [first, ...others] = roots.map(({ folder }) => folder.split('/'));
  if (!first) return '';
  const differs = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (differs < 0 ? first : first.slice(0, differs)).join('/');
}

/** One step from a folder towards another in it. */
function below(folder: string, inner: string): string {
  if (folder === inner) return inner;
  const rest = folder === '' ? inner : inner.slice(folder.length + 1);
  const [step = ''] = rest.split('/');
  return folder === '' ? step : `${folder}/${step}`;
}
