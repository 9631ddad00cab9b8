import type { FileTree } from '../core/file-tree.ts';
import type { Steps } from '../core/pause.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { kustomizationNames } from './documents.ts';
import { madeBySyncs } from './flux-instance.ts';
import { isFluxKustomization, nameKey, specOf } from './flux-objects.ts';
import { foldersOf, parentOf, resolvePath } from './folders.ts';
import { listedFiles } from './listed-files.ts';

/** How much work building a Kustomization counts for: about as much as reading so many documents. */
export const buildUnits = 10;

/** How sure it is that a Kustomization starts Flux: it is what a bootstrap makes, it brings other Kustomizations, or nothing brings it. */
type Certainty = 3 | 2 | 1;

/** A Kustomization that nothing brings. */
export interface Root {
  readonly kustomization: SourcedObject;
  readonly certainty: Certainty;
  /** Folder that it stands in, or starts from where it stands in none. */
  readonly folder: string;
  /** The Kustomizations that it leads to, itself among them: the place of each by `namespace/name`. */
  readonly leadsTo: ReadonlyMap<string, string>;
}

/** Where an object stands. */
const placeOf = ({ origin }: SourcedObject): string => `${origin?.file}#${origin?.document}`;

/** Kustomizations that FluxInstances make of a repository; a root folder without a kustomization file is left to what stands in it. */
export function madeKustomizations(tree: FileTree, objects: readonly SourcedObject[]): readonly SourcedObject[] {
  const folders = foldersOf(tree);
  return madeBySyncs(objects, (path) =>
    path === '' ? kustomizationNames.some((name) => tree.has(name)) : folders.has(path),
  );
}

/** The files, and what each Kustomization brings; nothing where it cannot be built. */
interface KnownOfKustomizations {
  readonly tree: FileTree;
  readonly objectsOf: (kustomization: SourcedObject) => readonly SourcedObject[];
}

/**
 * Whether a file stands below the path of a Kustomization that cannot be built and is not on the lists of what it would build: it is brought by
 * nobody, whatever the Kustomization lacks.
 */
function isLeftOffList(tree: FileTree, unbuilt: readonly SourcedObject[]): (each: SourcedObject) => boolean {
  const lists = unbuilt.flatMap(({ object }) => {
    const folder = resolvePath('', String(specOf(object).path ?? ''));
    const files = folder === undefined ? undefined : listedFiles(tree, folder);
    return files === undefined ? [] : [{ inside: folder ? `${folder}/` : '', files }];
  });
  return ({ origin }) => lists.some(({ inside, files }) => origin?.file.startsWith(inside) && !files.has(origin.file));
}

/** Whether its file lies below the path that it builds. */
function standsInItsPath({ object, origin }: SourcedObject): boolean {
  const folder = resolvePath('', String(specOf(object).path ?? ''));
  return folder !== undefined && (folder === '' || (origin?.file ?? '').startsWith(`${folder}/`));
}

/**
 * Kustomizations that no other one builds, by where they are written; of a circle its first member. A FluxInstance that nothing applies is
 * written down for later where it would bring what brings itself.
 */
export function* rootSteps(
  kustomizations: readonly SourcedObject[],
  made: readonly SourcedObject[],
  { tree, objectsOf }: KnownOfKustomizations,
): Steps<readonly Root[]> {
  const children = new Map<string, readonly SourcedObject[]>();
  const [applied, built] = [new Set<string>(), new Set<string>()];
  const keyOf = (each: SourcedObject) => (made.includes(each) ? `made ${placeOf(each)}` : placeOf(each));
  for (const parent of [...made, ...kustomizations]) {
    const objects = objectsOf(parent);
    if (objects.length > 0) built.add(keyOf(parent));
    for (const each of objects) applied.add(placeOf(each));
    const own = objects.filter(({ object }) => isFluxKustomization(object));
    children.set(keyOf(parent), own);
    yield buildUnits;
  }
  const bringsItself = (each: SourcedObject) =>
    (children.get(keyOf(each)) ?? []).some((child) => placeOf(child) === placeOf(each));
  const starting = new Set(kustomizations.filter(bringsItself).map(placeOf));
  const isDraft = (each: SourcedObject) =>
    !applied.has(placeOf(each)) && (children.get(keyOf(each)) ?? []).some((child) => starting.has(placeOf(child)));
  const all = [...made.filter((each) => !isDraft(each)), ...kustomizations];
  const brought = new Set<string>();
  for (const parent of all)
    for (const child of children.get(keyOf(parent)) ?? [])
      if (placeOf(child) !== keyOf(parent)) brought.add(placeOf(child));
  const isLeftOff = isLeftOffList(
    tree,
    all.filter((each) => !built.has(keyOf(each))),
  );
  const wouldBringItself = (each: SourcedObject) =>
    !built.has(keyOf(each)) && standsInItsPath(each) && !isLeftOff(each);
  const nobodys = all.filter((each) => made.includes(each) || !brought.has(placeOf(each)));
  const listed = nobodys.filter((each) => made.includes(each) || !isLeftOff(each));
  const unbrought = listed.length > 0 ? listed : nobodys;
  // One without a namespace is completed by a file that nothing reaches: it starts Flux only where nothing else does.
  const complete = unbrought.filter(({ object }) => object.metadata.namespace !== undefined);
  const roots = complete.length > 0 ? complete : unbrought;
  const found = roots.length > 0 || kustomizations.length === 0 ? roots : [kustomizations[0]!];
  return found.map((kustomization) => {
    const isMade = made.includes(kustomization);
    const own = children.get(keyOf(kustomization)) ?? [];
    const { path } = specOf(kustomization.object);
    const folder = isMade ? resolvePath('', String(path)) : parentOf(kustomization.origin?.file ?? '');
    return {
      kustomization,
      certainty: isMade || bringsItself(kustomization) || wouldBringItself(kustomization) ? 3 : own.length > 0 ? 2 : 1,
      folder: folder ?? '',
      leadsTo: closureOf(kustomization, keyOf, (key) => children.get(key) ?? []),
    };
  });
}

function closureOf(
  root: SourcedObject,
  keyOf: (each: SourcedObject) => string,
  childrenOf: (key: string) => readonly SourcedObject[],
): ReadonlyMap<string, string> {
  const found = new Map([[nameKey(root.object), keyOf(root)]]);
  const queue = [keyOf(root)];
  const seen = new Set(queue);
  for (const key of queue) {
    for (const child of childrenOf(key)) {
      const place = placeOf(child);
      const name = nameKey(child.object);
      if (!found.has(name)) found.set(name, place);
      if (seen.has(place)) continue;
      seen.add(place);
      queue.push(place);
    }
  }
  return found;
}

/** Names that people give to folders of which nothing is applied. */
const asideNames =
  /^(_.*|\..+|archived?|old|disabled|deprecated|unused|inactive|attic|backups?|templates?|examples?|samples?)$/i;

/** Whether a file stands in a folder whose name says that nothing in it is applied. */
export const isAside = (file: string): boolean =>
  parentOf(file)
    .split('/')
    .some((part) => asideNames.test(part));

/** Names of folders that hold what is told of, not what is applied. */
const pageNames = /^(docs?|documentation|website|demos?)$/i;

/** Whether a file stands in a folder of pages: what is in it is told of. */
export const isOnPages = (file: string): boolean =>
  parentOf(file)
    .split('/')
    .some((part) => pageNames.test(part));

/** The roots that may start Flux: those that stand aside do only where nothing else does. */
export function withoutAside(roots: readonly Root[]): readonly Root[] {
  const meant = roots.filter(({ folder }) => !isAside(`${folder}/`));
  return meant.length > 0 ? meant : roots;
}

/**
 * Those of a cluster's roots that start it. What a bootstrap makes starts it alone; otherwise what brings other Kustomizations does, with
 * what stands beside that; otherwise all do.
 */
export function startsOf(roots: readonly Root[]): readonly Root[] {
  const sure = roots.filter(({ certainty }) => certainty === 3);
  if (sure.length > 0) return sure;
  const bringing = roots.filter(({ certainty }) => certainty === 2);
  const beside = new Set(bringing.map(({ folder }) => folder));
  return bringing.length === 0 ? roots : roots.filter(({ folder }) => beside.has(folder));
}
