import type { FileTree } from '../core/file-tree.ts';
import { compareFindings, type Finding } from '../core/finding.ts';
import { runAtOnce, runInTurns, type Steps } from '../core/pause.ts';
import { printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { easeBeside, isChartTemplate } from './beside.ts';
import { buildFolder, type KustomizationBuild } from './build.ts';
import { buildUnits, type DiscoveredKustomization, type Discovery, discoverySteps } from './discover.ts';
import { kustomizationNames } from './documents.ts';
import { isFluxKustomization } from './flux-objects.ts';
import { parentOf } from './folders.ts';
import { findInstallPlan, type InstallPlan } from './install-plan.ts';
import { objectSteps } from './objects.ts';

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
  /** The steps by which people install it, where nothing in the cluster reads it and a file says them. */
  readonly install?: InstallPlan;
  readonly findings: readonly Finding[];
}

const known = new WeakMap<FileTree, Repository>();

const noFlux: Discovery = { kustomizations: [], entry: [], assumed: [], local: new Set(), notes: [] };

/**
 * Reads any folder of Kubernetes manifests: through Flux where there is Flux, through kustomize where there is kustomize. Once a
 * tree: asked again, it gives the same.
 */
export const readRepository = (tree: FileTree): Repository => runAtOnce(repositorySteps(tree));

/** Units of work (documents, pieces of long ones, builds) between two turns of the event loop. */
const unitsPerTurn = 50;

/** As {@link readRepository}, but the event loop turns meanwhile. */
export const readRepositoryInTurns = (tree: FileTree): Promise<Repository> =>
  runInTurns(repositorySteps(tree), unitsPerTurn);

function* repositorySteps(tree: FileTree): Steps<Repository> {
  const repository = known.get(tree) ?? (yield* buildSteps(tree));
  known.set(tree, repository);
  return repository;
}

function* buildSteps(tree: FileTree): Steps<Repository> {
  const read = yield* objectSteps(tree);
  const written = read.objects.filter(({ origin }) => !isChartTemplate(tree, origin?.file ?? ''));
  const hasFlux = written.some(({ object }) => isFluxKustomization(object));
  const discovery = hasFlux ? yield* discoverySteps(tree, written) : noFlux;
  const built: RepositoryObject[] = discovery.kustomizations.flatMap(({ kustomization, objects }) => {
    const { namespace, name } = kustomization.object.metadata;
    return objects.map((each) => ({ ...each, appliedBy: `${namespace ?? ''}/${name}` }));
  });
  const install = hasFlux ? undefined : findInstallPlan(tree);
  const plain = hasFlux
    ? { objects: [], findings: [] }
    : install
      ? appliedBySteps(install)
      : yield* topFolderSteps(tree);
  const reached = [...built, ...plain.objects];
  const findings = [
    ...easeBeside(tree, read.findings, discovery.kustomizations.length > 0),
    ...discovery.kustomizations.flatMap((each) => each.findings),
    ...plain.findings,
    ...discovery.notes,
  ];
  const { kustomizations, entry, assumed, local } = discovery;
  return {
    tree,
    kustomizations,
    entry,
    assumed,
    local,
    ...(install && { install }),
    objects: withUnreached(reached, written, hasFlux || install !== undefined || hasFolders(tree)),
    findings: once(findings),
  };
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
const appliedBySteps = ({ steps, findings }: InstallPlan) => ({
  objects: steps.filter(({ release }) => release === undefined).flatMap(({ objects }) => objects),
  findings,
});

/** Without Flux: every kustomization that no other one uses. */
function* topFolderSteps(tree: FileTree): Steps<{ objects: readonly SourcedObject[]; findings: readonly Finding[] }> {
  const folders = [...tree.keys()].filter((path) => kustomizationNames.includes(path.split('/').pop()!)).map(parentOf);
  const known = new Set(folders);
  const builds: KustomizationBuild[] = [];
  for (const folder of folders) {
    if (hasAncestorIn(folder, known)) continue;
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
