import { bytesIn, type FileTree } from '../core/file-tree.ts';
import { isJsonObject } from '../kube/json.ts';
import type { ChartArchive, ChartStore, WantedChart } from './contract.ts';
import { archiveOf, readArchive, readChartFolder, readMetadata } from './read-archive.ts';
import { ArchiveError } from './read-tar.ts';

/** Charts inside charts that are followed. */
const deepest = 5;

/**
 * Charts in the files of a Git source, with the dependencies that Flux would bring beside them: those in other folders of the same files
 * (`file://`), and those that the other stores have (source-controller internal/helm/chart/dependency_manager.go). A packed chart (`.tgz`) is
 * taken as it is (internal/helm/chart/builder_local.go Build). No path leads out.
 */
export const fileStore = (others: readonly ChartStore[]): ChartStore => ({
  find: async ({ source, name }) => {
    if (source.type !== 'files') return undefined;
    const folder = resolveInside('', source.path);
    if (folder === undefined) return undefined;
    const where = `${name} in this repository`;
    const archive = readChartFolder(source.tree, folder, where);
    if (archive) return withDependencies(archive, { tree: source.tree, folder, others }, 0);
    const packed = bytesIn(source.tree, folder);
    return packed && readArchive(packed, where);
  },
});

interface Place {
  readonly tree: FileTree;
  readonly folder: string;
  readonly others: readonly ChartStore[];
}

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
}

async function withDependencies(archive: ChartArchive, place: Place, depth: number): Promise<ChartArchive> {
  const missing = dependenciesOf(archive).filter((each) => !hasInside(archive, each.name));
  if (missing.length === 0 || depth >= deepest) return archive;
  const files = new Map(archive.files);
  for (const dependency of missing) {
    const found = await findDependency(dependency, place, depth);
    for (const [path, content] of found?.files ?? []) files.set(`charts/${dependency.name}/${path}`, content);
  }
  return archiveOf(files, archive.where);
}

const dependenciesOf = ({ files }: ChartArchive): readonly Dependency[] => {
  const { dependencies } = readMetadata(files);
  return (Array.isArray(dependencies) ? dependencies : [])
    .filter(isJsonObject)
    .map(({ name, version, repository }) => ({
      name: String(name),
      version: String(version ?? '*'),
      repository: String(repository ?? ''),
    }));
};

const hasInside = ({ files }: ChartArchive, name: string): boolean =>
  [...files.keys()].some((path) => path.startsWith(`charts/${name}/`) || isPackedAs(name, path));

/** Whether a path is that of a packed chart: `charts/NAME-VERSION.tgz`. */
const isPackedAs = (name: string, path: string): boolean =>
  path.startsWith(`charts/${name}-`) && /^v?\d[^/]*\.tgz$/.test(path.slice(`charts/${name}-`.length));

async function findDependency(
  { name, version, repository }: Dependency,
  place: Place,
  depth: number,
): Promise<ChartArchive | undefined> {
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) return undefined;
  if (repository.startsWith('file://')) {
    const folder = resolveInside(place.folder, repository.slice('file://'.length));
    const archive = folder === undefined ? undefined : readChartFolder(place.tree, folder, name);
    return archive && withDependencies(archive, { ...place, folder: folder ?? '' }, depth + 1);
  }
  const wanted: WantedChart = { name, source: { type: 'repository', url: repository }, range: version };
  return findInStores(place.others, wanted);
}

/** What the first store that has it holds. Throws the ArchiveError of a damaged one where none has another. */
export async function findInStores(
  stores: readonly ChartStore[],
  wanted: WantedChart,
): Promise<ChartArchive | undefined> {
  let damaged: ArchiveError | undefined;
  for (const store of stores) {
    try {
      const found = await store.find(wanted);
      if (found) return found;
    } catch (thrown) {
      if (!(thrown instanceof ArchiveError)) throw thrown;
      damaged ??= thrown;
    }
  }
  if (damaged) throw damaged;
  return undefined;
}

/** A path from a folder of the files, without dots; undefined when it leads out of them. */
function resolveInside(folder: string, path: string): string | undefined {
  const parts: string[] = path.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
