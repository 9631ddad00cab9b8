import type { FileTree } from '../core/file-tree.ts';
import { type Finding, notKnown } from '../core/finding.ts';
import type { Steps } from '../core/pause.ts';
import { printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { localArtifacts } from './artifacts.ts';
import type { KustomizationBuild } from './build-findings.ts';
import { type BuildOnce, createBuildOnce } from './build-once.ts';
import type { ClusterGroup } from './cluster-groups.ts';
import { groupRoots } from './cluster-groups.ts';
import { buildUnits, isAside, madeKustomizations, rootSteps } from './entries.ts';
import { isFluxKustomization, isFluxSource, nameKey, sourceKey } from './flux-objects.ts';
import { strictnessOf } from './flux-version.ts';
import { parentOf } from './folders.ts';
import { filterTree } from './lazy-tree.ts';
import { ignoreOf, sayLeftOut } from './left-out.ts';
import { lineReader, placeAt } from './place-findings.ts';
import { withoutIgnored } from './source-ignore.ts';
import { assumedSources, localSources, readElsewhere } from './sources.ts';
import { indexVariables, variablesFrom } from './variable-sources.ts';

/** A Kustomization of the repository and what it comes to. */
export interface DiscoveredKustomization extends KustomizationBuild {
  /** As it would stand in the cluster: patched and substituted by its parent. */
  readonly kustomization: SourcedObject;
  /** `namespace/name` of the Kustomization that brings it; undefined for an entry. */
  readonly parent?: string;
  /** Files and folders that building it looked at. */
  readonly looked: ReadonlySet<string>;
}

/** What Flux makes of a cluster of a repository. */
export interface Discovery {
  /** In order of discovery: parents before children. */
  readonly kustomizations: readonly DiscoveredKustomization[];
  /** What a person applies by hand to start Flux on the repository: sources and Kustomizations that no Kustomization brings. */
  readonly entry: readonly SourcedObject[];
  /** Those of the entry that stand in no file: sources that are this repository itself, and what an operator makes of them. */
  readonly assumed: readonly SourcedObject[];
  /** Sources that stand for this repository, as `Kind/namespace/name`. */
  readonly local: ReadonlySet<string>;
  /** What keeps it from being followed as a whole. */
  readonly notes: readonly Finding[];
}

/** What starts Flux on a repository, for each of the clusters it is for. */
export interface Beginnings {
  /** The files that are in the artifact of the repository. */
  readonly tree: FileTree;
  readonly local: ReadonlySet<string>;
  /** Kustomizations that stand in no file: an operator makes them. */
  readonly made: readonly SourcedObject[];
  readonly clusters: readonly ClusterGroup[];
  /** Builds over that tree. */
  readonly buildOnce: BuildOnce;
}

/** Finds what starts Flux on a repository: Kustomizations that nothing brings and that read it, and what its FluxInstances synchronise. */
export function* beginningSteps(files: FileTree, objects: readonly SourcedObject[]): Steps<Beginnings> {
  const usual = withoutIgnored(files);
  const raw = objects.filter(({ object }) => isFluxKustomization(object));
  const candidates = madeKustomizations(usual, objects);
  const local = localSources(usual, [...raw, ...candidates], objects);
  const ignore = ignoreOf(objects, local);
  const tree = ignore === undefined ? usual : withoutIgnored(files, ignore);
  const artifacts = localArtifacts(tree, objects, local);
  const isLocal = (each: SourcedObject) => local.has(sourceKey(each.object)) || artifacts.has(each);
  const made = candidates.filter(isLocal);
  const variables = [indexVariables(objects)];
  const buildOnce = createBuildOnce(tree);
  const options = { strictness: strictnessOf(tree), unknownSecrets: false };
  const build = (each: SourcedObject) =>
    buildOnce(artifacts.through(tree, each), variablesFrom(variables, each), options).objects;
  const roots = yield* rootSteps(raw.filter(isLocal), made, { tree, objectsOf: build });
  return { tree, local, made, clusters: groupRoots(roots), buildOnce };
}

/** Follows Flux from what starts a cluster to all it builds. Kustomizations that read another repository are left out. */
export function* discoverySteps(
  files: FileTree,
  objects: readonly SourcedObject[],
  { tree, local, made, clusters, buildOnce }: Beginnings,
  { starts: group, folder }: ClusterGroup,
): Steps<Discovery> {
  const others = clusters.map((each) => each.folder).filter((each) => each !== folder && !isWithin(folder, each));
  const isOurs = (file: string | undefined) => !others.some((other) => isWithin(file ?? '', other));
  const own = others.length === 0 ? objects : objects.filter(({ origin }) => isOurs(origin?.file));
  const strictness = strictnessOf(others.length === 0 ? tree : filterTree(tree, isOurs));
  const found = new Map<string, DiscoveredKustomization>();
  const [brought, written] = [indexVariables(), indexVariables(own)];
  const linesOf = lineReader(files);
  const artifacts = localArtifacts(tree, own, local);
  const build = ({ kustomization, parent, again: unknownSecrets }: Waiting): DiscoveredKustomization => {
    const looked = new Set<string>();
    const onRead = (path: string) => looked.add(path);
    const source = variablesFrom([brought, written], kustomization);
    const seen = artifacts.through(tree, kustomization);
    if (seen.file !== undefined) looked.add(seen.file);
    const result = buildOnce(seen, source, { strictness, onRead, unknownSecrets });
    const findings = result.findings.map((finding) =>
      sayLeftOut(files, tree, placeAt(linesOf, finding, kustomization)),
    );
    return { kustomization, ...result, looked, findings, ...(parent !== undefined && { parent }) };
  };
  const roots = group.map(({ kustomization }) => kustomization);
  const queue: Waiting[] = roots.map((kustomization) => ({ kustomization, again: false }));
  for (const next of queue) {
    const key = nameKey(next.kustomization.object);
    // A Kustomization may build itself (the root of a bootstrap does): it is followed once.
    if (found.has(key)) continue;
    const discovered = build(next);
    yield buildUnits;
    // What one Kustomization substitutes from, another that comes later may bring.
    if (discovered.lacksSource && !next.again) {
      queue.push({ ...next, again: true });
      continue;
    }
    found.set(key, discovered);
    brought.add(discovered.objects);
    for (const child of discovered.objects) {
      if (isFluxKustomization(child.object) && (local.has(sourceKey(child.object)) || artifacts.has(child))) {
        queue.push({ kustomization: child, parent: key, again: false });
      }
    }
  }
  const kustomizations = [...found.values()];
  const starts = roots.filter((root) => found.get(nameKey(root.object))?.kustomization === root);
  const sources = assumedSources(starts, own);
  const children = kustomizations.flatMap((each) => each.objects).filter(({ object }) => isFluxKustomization(object));
  const beside = new Set(starts.map(({ origin }) => parentOf(origin?.file ?? '')));
  const waiting = own.filter(({ object, origin }) => {
    if (!isFluxKustomization(object) || isAside(origin?.file ?? '')) return false;
    return starts.length === 0 || beside.has(parentOf(origin?.file ?? ''));
  });
  const entries = [...children, ...starts, ...waiting];
  const notes = [
    ...sameNames(roots, starts),
    ...readElsewhere(oncePlace(entries.filter((each) => !artifacts.has(each))), own, local),
  ];
  const assumed = [...sources, ...starts.filter((start) => made.includes(start))];
  const entry = [...sources, ...entryOf(own, starts, kustomizations)];
  return { kustomizations, entry, assumed, local, notes };
}

/** A Kustomization to be built: `again` once all others were. */
interface Waiting {
  readonly kustomization: SourcedObject;
  readonly parent?: string;
  readonly again: boolean;
}

/** Whether a file or folder is in a folder. */
const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** The first of each name: as a parent changed it before as it was written. */
function oncePlace(kustomizations: readonly SourcedObject[]): readonly SourcedObject[] {
  const seen = new Set<string>();
  return kustomizations.filter(({ object, origin }) => {
    const place = `${origin?.file}#${origin?.document}`;
    const known = seen.has(place) || seen.has(nameKey(object));
    seen.add(place).add(nameKey(object));
    return !known;
  });
}

/** Two Kustomizations of one name in one folder, of which nothing tells which one is applied: one is followed, and the other is not known. */
function sameNames(roots: readonly SourcedObject[], starts: readonly SourcedObject[]): readonly Finding[] {
  return roots
    .filter((root) => !starts.includes(root))
    .map(({ object, origin }) => {
      const first = starts.find((each) => nameKey(each.object) === nameKey(object));
      return notKnown({
        code: 'cluster-not-followed',
        object: printRef(object),
        message: `${printRef(object)} stands in ${first?.origin?.file}, too: what the one in ${origin?.file} leads to was not looked at`,
        ...(origin && { file: origin.file, line: origin.line }),
        why: 'a cluster has one Kustomization of a name, so one of the two is applied (fluxcd/website guides/repository-structure)',
        knownBy: 'a folder for each cluster',
      });
    });
}

function entryOf(
  objects: readonly SourcedObject[],
  roots: readonly SourcedObject[],
  kustomizations: readonly DiscoveredKustomization[],
): readonly SourcedObject[] {
  const wanted = new Set(kustomizations.map(({ kustomization }) => sourceKey(kustomization.object)));
  const isWanted = ({ object }: SourcedObject) =>
    isFluxSource(object) && wanted.has(`${object.kind}/${nameKey(object)}`);
  const seen = new Set<string>();
  const sources = objects.filter((each) => {
    const key = `${each.object.kind}/${nameKey(each.object)}`;
    if (!isWanted(each) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return [...sources, ...roots];
}
