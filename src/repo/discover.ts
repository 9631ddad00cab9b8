import type { FileTree } from '../core/file-tree.ts';
import { type Finding, notKnown } from '../core/finding.ts';
import type { Steps } from '../core/pause.ts';
import { isJsonObject } from '../kube/json.ts';
import { printRef } from '../kube/object.ts';
import type { Origin, SourcedObject } from '../kube/origin.ts';
import { printYamlExcerpt } from '../kube/yaml-excerpt.ts';
import { type BuildFailure, buildKustomization, type KustomizationBuild } from './build.ts';
import { isFluxKustomization, isFluxSource, nameKey, sourceKey } from './flux-objects.ts';
import { isEncrypted } from './sops.ts';
import { withoutIgnored } from './source-ignore.ts';
import { assumedSources, localSources, readElsewhere } from './sources.ts';
import type { SubstituteSource } from './substitute.ts';

/** A Kustomization of the repository and what it comes to. */
export interface DiscoveredKustomization {
  /** As it would stand in the cluster: patched and substituted by its parent. */
  readonly kustomization: SourcedObject;
  /** `namespace/name` of the Kustomization that brings it; undefined for an entry. */
  readonly parent?: string;
  readonly objects: readonly SourcedObject[];
  readonly findings: KustomizationBuild['findings'];
  readonly failure?: BuildFailure;
}

/** How much work building a Kustomization counts for: about as much as reading so many documents. */
export const buildUnits = 10;

/** What Flux makes of a repository. */
export interface Discovery {
  /** In order of discovery: parents before children. */
  readonly kustomizations: readonly DiscoveredKustomization[];
  /** What a person applies by hand to start Flux on the repository: sources and Kustomizations that no Kustomization brings. */
  readonly entry: readonly SourcedObject[];
  /** Those of the entry that stand in no file: sources that are this repository itself. */
  readonly assumed: readonly SourcedObject[];
  /** Sources that stand for this repository, as `Kind/namespace/name`. */
  readonly local: ReadonlySet<string>;
  /** What keeps it from being followed as a whole. */
  readonly notes: readonly Finding[];
}

/**
 * Follows Flux through a repository: from the Kustomizations that nothing else brings to all they build
 * (fluxcd/website guides/repository-structure). Kustomizations that read another repository are left out.
 */
export function* discoverySteps(files: FileTree, objects: readonly SourcedObject[]): Steps<Discovery> {
  const tree = withoutIgnored(files);
  const raw = objects.filter(({ object }) => isFluxKustomization(object));
  const local = localSources(tree, raw, objects);
  const found = new Map<string, DiscoveredKustomization>();
  const linesOf = lineReader(files);
  const build = (kustomization: SourcedObject, parent?: string): DiscoveredKustomization => {
    // Put together only when a variable is asked for.
    const all = () => [...objects, ...[...found.values()].flatMap((each) => each.objects)];
    const { object } = kustomization;
    const result = buildKustomization(tree, object, (kind, name) => variablesFrom(all(), kustomization)(kind, name));
    const findings = result.findings.map((finding) => placeAt(linesOf, finding, kustomization));
    return { kustomization, ...result, findings, ...(parent !== undefined && { parent }) };
  };
  const roots = yield* rootSteps(
    raw.filter(({ object }) => local.has(sourceKey(object))),
    (each) => build(each).objects,
  );
  const queue = roots.map((kustomization) => ({ kustomization, parent: undefined as string | undefined }));
  for (const next of queue) {
    const key = nameKey(next.kustomization.object);
    const known = found.get(key);
    // A Kustomization may build itself (the root of a bootstrap does): it is followed once.
    if (known) continue;
    const discovered = build(next.kustomization, next.parent);
    yield buildUnits;
    found.set(key, discovered);
    for (const child of discovered.objects) {
      if (isFluxKustomization(child.object) && local.has(sourceKey(child.object))) {
        queue.push({ kustomization: child, parent: key });
      }
    }
  }
  const kustomizations = [...found.values()];
  const starts = roots.filter((root) => found.get(nameKey(root.object))?.kustomization === root);
  const assumed = assumedSources(starts, objects);
  const brought = kustomizations.flatMap((each) => each.objects).filter(({ object }) => isFluxKustomization(object));
  const elsewhere = readElsewhere(oncePlace([...brought, ...raw]), objects, local);
  const notes = [...otherClusters(roots, starts), ...elsewhere];
  const entry = [...assumed, ...entryOf(objects, starts, kustomizations)];
  return { kustomizations, entry, assumed, local, notes };
}

/** The lines of a file; the last one's are kept, since findings of a file come together. */
function lineReader(files: FileTree): LinesOf {
  let last: { file: string; text: string; lines: readonly string[] } | undefined;
  return (file) => {
    if (last?.file === file) return last;
    const text = files.get(file);
    last = text === undefined ? undefined : { file, text, lines: text.split('\n') };
    return last;
  };
}

type LinesOf = (file: string) => { readonly text: string; readonly lines: readonly string[] } | undefined;

/** What is wrong with no file in particular is wrong with the Kustomization itself. */
function placeAt(linesOf: LinesOf, finding: Finding, { origin }: SourcedObject): Finding {
  const placed = finding.file || !origin ? finding : { ...finding, ...placeIn(linesOf, finding, origin) };
  const source = placed.file === undefined ? undefined : linesOf(placed.file);
  if (placed.excerpt || placed.line === undefined || !source) return placed;
  const excerpt = printYamlExcerpt(source.lines[placed.line - 1] ?? '', source.text);
  return excerpt === '' ? placed : { ...placed, excerpt };
}

/** Its first line; for a path that leads nowhere the line of the path. */
function placeIn(
  linesOf: LinesOf,
  { code }: Finding,
  { file, line }: Origin,
): Pick<Finding, 'file' | 'line' | 'column'> {
  if (code !== 'kustomization-path-missing') return { file, line };
  const lines = linesOf(file)?.lines.slice(line - 1) ?? [];
  const end = lines.findIndex((text) => text.startsWith('---'));
  const at = lines.slice(0, end < 0 ? undefined : end).findIndex((text) => /^ +path:/.test(text));
  return at < 0 ? { file, line } : { file, line: line + at, column: lines[at]!.search(/\S/) + 1 };
}

/** Kustomizations that no other one builds, by where they are written. */
function* rootSteps(
  kustomizations: readonly SourcedObject[],
  objectsOf: (kustomization: SourcedObject) => readonly SourcedObject[],
): Steps<readonly SourcedObject[]> {
  const place = (each: SourcedObject) => `${each.origin?.file}#${each.origin?.document}`;
  const brought = new Map<string, Set<string>>();
  for (const parent of kustomizations) {
    for (const child of objectsOf(parent)) {
      if (!isFluxKustomization(child.object) || place(child) === place(parent)) continue;
      const parents = brought.get(place(child)) ?? new Set();
      brought.set(place(child), parents.add(place(parent)));
    }
    yield buildUnits;
  }
  const unbrought = kustomizations.filter((each) => !brought.has(place(each)));
  // One without a namespace is completed by a file that nothing reaches: it starts Flux only where nothing else does.
  const complete = unbrought.filter(({ object }) => object.metadata.namespace !== undefined);
  const roots = complete.length > 0 ? complete : unbrought;
  // A circle has no root: its first member stands for it.
  return roots.length > 0 || kustomizations.length === 0 ? roots : [kustomizations[0]!];
}

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

/** A repository of several clusters starts each by a Kustomization of one name: one cluster is followed, and the others are not known. */
function otherClusters(roots: readonly SourcedObject[], starts: readonly SourcedObject[]): readonly Finding[] {
  return roots
    .filter((root) => !starts.includes(root))
    .map(({ object, origin }) => {
      const first = starts.find((each) => nameKey(each.object) === nameKey(object));
      return notKnown({
        code: 'cluster-not-followed',
        object: printRef(object),
        message: `${printRef(object)} stands in ${first?.origin?.file}, too: what the one in ${origin?.file} leads to was not looked at`,
        ...(origin && { file: origin.file, line: origin.line }),
        why: 'a cluster has one Kustomization of a name, so this is another cluster (fluxcd/website guides/repository-structure)',
        knownBy: 'a checkout that holds the entry of the one cluster alone',
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

/** ConfigMaps and Secrets of the repository, for substitution; what is encrypted has unknown values that stand for themselves. */
export function variablesFrom(objects: readonly SourcedObject[], kustomization: SourcedObject): SubstituteSource {
  const { namespace } = kustomization.object.metadata;
  return (kind, name) => {
    const match = objects.find(
      ({ object }) =>
        object.kind === kind && object.metadata.name === name && (object.metadata.namespace ?? namespace) === namespace,
    );
    return match && dataOf(match);
  };
}

function dataOf({ object }: SourcedObject): Readonly<Record<string, string>> {
  const data = isJsonObject(object.data) ? object.data : {};
  const plain = isJsonObject(object.stringData) ? object.stringData : {};
  const locked = isEncrypted(object as Parameters<typeof isEncrypted>[0]);
  const decode = (value: string) =>
    object.kind === 'Secret' && !locked ? Buffer.from(value, 'base64').toString('utf8') : value;
  return Object.fromEntries([
    ...Object.entries(data).map(([key, value]) => [key, decode(String(value))]),
    ...Object.entries(plain).map(([key, value]) => [key, String(value)]),
  ]);
}
