import type { FileTree } from '../core/file-tree.ts';
import { compareFindings, type Finding, notKnown } from '../core/finding.ts';
import { runAtOnce, runInTurns, type Steps } from '../core/pause.ts';
import { printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { applicationSteps } from './argo/follow.ts';
import { easeBeside, isChartTemplate } from './beside.ts';
import { buildFolder } from './build.ts';
import type { KustomizationBuild } from './build-findings.ts';
import { type FollowedCluster, treeOfCluster } from './clusters.ts';
import { beginningSteps, type DiscoveredKustomization, type Discovery, discoverySteps } from './discover.ts';
import { kustomizationNames } from './documents.ts';
import { buildUnits, isAside, isOnPages, madeKustomizations } from './entries.ts';
import { isFluxKustomization } from './flux-objects.ts';
import { parentOf } from './folders.ts';
import { findInstallPlan, type InstallPlan } from './install-plan.ts';
import { type ObjectReading, objectSteps } from './objects.ts';
import { unappliedOf } from './unapplied.ts';

/** An object of a repository and who brings it to the cluster. */
export interface RepositoryObject extends SourcedObject {
  /** `namespace/name` of the Flux Kustomization that applies it; undefined when none does. */
  readonly appliedBy?: string;
}

/** A folder of manifests as a whole. */
export interface Repository {
  readonly tree: FileTree;
  /** Every object once: as Flux would apply it, or as written where no Kustomization reaches it. */
  readonly objects: readonly RepositoryObject[];
  readonly kustomizations: readonly DiscoveredKustomization[];
  /** What starts Flux: sources and top Kustomizations; without Flux, nothing. */
  readonly entry: readonly SourcedObject[];
  /** Those of the entry that stand in no file: sources that are this repository itself. */
  readonly assumed: readonly SourcedObject[];
  /** Sources that stand for this repository, as `Kind/namespace/name`. */
  readonly local: ReadonlySet<string>;
  /** What is written down and applied by nothing, of any cluster: it may be in the cluster all the same, made by hand. */
  readonly unapplied: readonly SourcedObject[];
  /** The steps by which people install it, where nothing in the cluster reads it and a file says them. */
  readonly install?: InstallPlan;
  /** What Applications of Argo CD have Helm render. */
  readonly releases?: readonly SourcedObject[];
  readonly findings: readonly Finding[];
}

/** A cluster that a repository is for, and what comes of it there. */
export interface RepositoryCluster {
  /** Name of its folder; empty where the repository is for one cluster. */
  readonly name: string;
  /** Folder that holds what starts it; `''` is the root. */
  readonly folder: string;
  /** The files of the repository without those that other clusters alone apply. */
  readonly repository: Repository;
}

const known = new WeakMap<FileTree, readonly RepositoryCluster[]>();

const noFlux: Discovery = { kustomizations: [], entry: [], assumed: [], local: new Set(), notes: [] };

/**
 * Reads any folder of Kubernetes manifests: through Flux where there is Flux, through kustomize where there is kustomize. Once a
 * tree: asked again, it gives the same. Of several clusters the first is followed.
 */
export const readRepository = (tree: FileTree): Repository => firstOf(runAtOnce(clusterSteps(tree)));

/** Units of work (documents, pieces of long ones, builds) between two turns of the event loop. */
const unitsPerTurn = 50;

/** As {@link readRepository}, but the event loop turns meanwhile. */
export const readRepositoryInTurns = async (tree: FileTree): Promise<Repository> =>
  firstOf(await readClustersInTurns(tree));

/**
 * The clusters that a repository is for, at least one: each with the repository as that cluster sees it, which is what its tree is read
 * as, too.
 */
export const readClustersInTurns = (tree: FileTree): Promise<readonly RepositoryCluster[]> =>
  runInTurns(clusterSteps(tree), unitsPerTurn);

function firstOf(clusters: readonly RepositoryCluster[]): Repository {
  const [first, ...others] = clusters as [RepositoryCluster, ...RepositoryCluster[]];
  if (others.length === 0) return first.repository;
  const notes = others.map((other) => notFollowed(first, other));
  return { ...first.repository, findings: once([...first.repository.findings, ...notes]) };
}

const notFollowed = (first: RepositoryCluster, { name, folder }: RepositoryCluster): Finding =>
  notKnown({
    code: 'cluster-not-followed',
    message: `the repository is for the cluster ${name}, too: only ${first.name} was looked at`,
    why: 'a cluster has one Kustomization of a name, and several folders hold one (fluxcd/website guides/repository-structure)',
    knownBy: `\`--cluster ${folder || name}\``,
  });

function* clusterSteps(tree: FileTree): Steps<readonly RepositoryCluster[]> {
  const clusters = known.get(tree) ?? (yield* buildSteps(tree));
  known.set(tree, clusters);
  for (const each of clusters) {
    if (each.repository.tree !== tree) known.set(each.repository.tree, [each]);
  }
  return clusters;
}

function* buildSteps(tree: FileTree): Steps<readonly RepositoryCluster[]> {
  const read = yield* objectSteps(tree);
  const written = read.objects.filter(({ origin }) => !isChartTemplate(tree, origin?.file ?? ''));
  const hasFlux =
    written.some(({ object }) => isFluxKustomization(object)) || madeKustomizations(tree, written).length > 0;
  if (!hasFlux) return [{ name: '', folder: '', repository: yield* plainSteps(tree, { ...read, objects: written }) }];
  const beginnings = yield* beginningSteps(tree, written);
  const followed: FollowedCluster[] = [];
  for (const group of beginnings.clusters) {
    followed.push({ group, discovery: yield* discoverySteps(tree, written, beginnings, group) });
  }
  const unapplied = unappliedOf(tree, written, followed);
  return followed.map((cluster) => {
    const { name, folder } = cluster.group;
    const part = followed.length === 1 ? tree : treeOfCluster(tree, cluster, followed);
    const own = part === tree ? written : written.filter(({ origin }) => part.has(origin?.file ?? ''));
    const findings = read.findings.filter(({ file }) => file === undefined || part.has(file));
    const repository = followedRepository(part, { objects: own, findings }, cluster.discovery);
    return { name, folder, repository: { ...repository, unapplied } };
  });
}

/** What is read where there is no Flux. */
function* plainSteps(tree: FileTree, read: ObjectReading): Steps<Repository> {
  const install = findInstallPlan(tree);
  const isSetAside = ({ origin }: SourcedObject) => isAside(origin?.file ?? '') || isOnPages(origin?.file ?? '');
  // Where everything stands aside, the folder was named for it.
  const isMeant = read.objects.every(isSetAside)
    ? () => true
    : (folder: string) => !isAside(`${folder}/`) && !isOnPages(`${folder}/`);
  const argo = install ? undefined : yield* applicationSteps(tree, read.objects);
  const isArgo = argo !== undefined && argo.followed > 0;
  const plain = install ? appliedBySteps(install) : isArgo ? argo : yield* topFolderSteps(tree, isMeant);
  const isDirected = install !== undefined || isArgo || hasFolders(tree);
  const objects = withUnreached(plain.objects, read.objects, isDirected);
  return {
    tree,
    ...noFlux,
    unapplied: [],
    ...(install && { install }),
    ...(isArgo && { releases: argo.releases }),
    objects: isDirected
      ? objects
      : objects.map((each) => (isMeant(parentOf(each.origin?.file ?? '')) ? each : { ...each, loose: true })),
    findings: once([
      ...easeBeside(tree, read.findings, isDirected),
      // Where Applications are written, and none can be followed, nothing says that a folder is built by itself.
      ...(argo?.isThere && !isArgo ? plain.findings.filter(({ severity }) => severity !== 'error') : plain.findings),
      ...(isArgo ? [] : (argo?.findings ?? [])),
    ]),
  };
}

function followedRepository(tree: FileTree, read: ObjectReading, discovery: Discovery): Omit<Repository, 'unapplied'> {
  const { kustomizations, entry, assumed, local } = discovery;
  const built: RepositoryObject[] = kustomizations.flatMap(({ kustomization, objects }) => {
    const { namespace, name } = kustomization.object.metadata;
    return objects.map((each) => ({ ...each, appliedBy: `${namespace ?? ''}/${name}` }));
  });
  const findings = [
    ...easeBeside(tree, read.findings, kustomizations.length > 0),
    ...kustomizations.flatMap((each) => each.findings),
    ...discovery.notes,
  ];
  const objects = withUnreached(built, read.objects, true);
  return { tree, kustomizations, entry, assumed, local, objects, findings: once(findings) };
}

/** Objects with what was written but not reached after them: loose, where something else says what is applied. */
function withUnreached(
  reached: readonly RepositoryObject[],
  written: readonly SourcedObject[],
  isDirected: boolean,
): readonly RepositoryObject[] {
  const place = (each: SourcedObject) => `${each.origin?.file}#${each.origin?.document}`;
  const places = new Set(reached.map(place));
  const names = new Set(reached.map(({ object }) => printRef(object)));
  const left = written.filter((each) => !places.has(place(each)) && !names.has(printRef(each.object)));
  return [...reached, ...(isDirected ? left.map((each) => ({ ...each, loose: true })) : left)];
}

/** Whether kustomize is told anywhere what belongs together. */
const hasFolders = (tree: FileTree): boolean =>
  [...tree.keys()].some((path) => kustomizationNames.includes(path.split('/').pop()!));

/** What the steps apply; what they install stands in no file. */
const appliedBySteps = ({ steps, findings }: InstallPlan): PlainBuild => ({
  objects: steps.filter(({ release }) => release === undefined).flatMap(({ objects }) => objects),
  findings,
});

/** What is applied where there is no Flux. */
interface PlainBuild {
  readonly objects: readonly SourcedObject[];
  readonly findings: readonly Finding[];
}

/** Without Flux: every kustomization that no other one uses. */
function* topFolderSteps(tree: FileTree, isMeant: (folder: string) => boolean): Steps<PlainBuild> {
  const folders = [...tree.keys()].filter((path) => kustomizationNames.includes(path.split('/').pop()!)).map(parentOf);
  const known = new Set(folders);
  const builds: KustomizationBuild[] = [];
  for (const folder of folders) {
    if (hasAncestorIn(folder, known) || !isMeant(folder)) continue;
    builds.push(buildFolder(tree, folder));
    yield buildUnits;
  }
  return { objects: builds.flatMap((each) => each.objects), findings: builds.flatMap((each) => each.findings) };
}

function hasAncestorIn(folder: string, known: ReadonlySet<string>): boolean {
  for (let at = folder; at !== ''; ) {
    at = parentOf(at);
    if (known.has(at)) return true;
  }
  return false;
}

function once(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return [...findings].sort(compareFindings).filter((finding) => {
    const key = `${finding.code}|${finding.file}|${finding.line}|${finding.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
