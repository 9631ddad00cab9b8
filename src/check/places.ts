import type { ClusterReader } from '../cluster/cluster.ts';
import { findByRef } from '../cluster/find-by-ref.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { type KubeObject, printRef, type UnknownObject } from '../kube/object.ts';
import type { Origin, SourcedObject } from '../kube/origin.ts';
import { openLocator } from '../kube/yaml-locate.ts';

/** What an object was made by. */
export interface ObjectMaker {
  /** `Kind/namespace/name`. */
  readonly object: string;
  /** Path inside it to what decides the object's shape; empty where nothing in it does. */
  readonly path: readonly string[];
}

type Path = readonly (string | number)[];

/** Where a user changes something: file, line, and with the text at hand column and excerpt. */
export interface Place extends Pick<Finding, 'column' | 'excerpt'> {
  readonly file: string;
  readonly line: number;
  /** What made the object, where the place is in that. */
  readonly maker?: ObjectMaker;
}

/** Finds fields of documents in a tree; asked in the order of the documents of a file, each is parsed once. */
export function openFiles(tree: FileTree): (origin: Origin, path: Path) => Promise<Place> {
  const locators = new Map<string, ReturnType<typeof openLocator>>();
  return async ({ file, line, document }, path) => {
    const text = tree.get(file);
    if (text === undefined) return { file, line };
    const locator = locators.get(file) ?? openLocator(text);
    locators.set(file, locator);
    return { file, line, ...(await locator)(document, path) };
  };
}

/** Finds where an object of a cluster, given itself or as it is printed, is changed; undefined when no file says anything of it. */
export type FindPlace = (object: KubeObject | string, path?: Path) => Promise<Place | undefined>;

/** What places are looked for in. */
export interface PlaceSources {
  readonly cluster: ClusterReader;
  readonly written: readonly SourcedObject[];
  readonly tree: FileTree;
  readonly makerOf: (object: UnknownObject) => ObjectMaker | undefined;
}

/** Owners of owners that are followed, so that a circle ends. */
const longestChain = 8;

/**
 * Places of objects: the object's own in the files, that of what made it (the values of a release), or that of the object that owns it
 * or of what made that, and so on.
 */
export function findPlaces({ cluster, written, tree, makerOf }: PlaceSources): FindPlace {
  const inFile = openFiles(tree);
  // The first of a name is the one that is applied: what nothing reaches comes after.
  const inFiles = written.filter(({ origin }) => origin?.path === undefined);
  const origins = new Map(inFiles.toReversed().map(({ object, origin }) => [printRef(object), origin] as const));
  return async (object, path = []) => {
    const own = origins.get(typeof object === 'string' ? object : printRef(object));
    if (own) return inFile(own, path);
    let at = typeof object === 'string' ? await findByRef(cluster, object) : object;
    for (let step = 0; at && step < longestChain; step++) {
      const origin = origins.get(printRef(at));
      if (origin) return inFile(origin, []);
      const maker = makerOf(at as UnknownObject);
      const made = maker && origins.get(maker.object);
      if (maker && made) return { ...(await inFile(made, maker.path)), maker };
      at = (maker && (await findByRef(cluster, maker.object))) ?? (await ownerOf(at, cluster));
    }
    return undefined;
  };
}

async function ownerOf({ metadata }: KubeObject, cluster: ClusterReader): Promise<KubeObject | undefined> {
  const owners = metadata.ownerReferences ?? [];
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  if (!owner) return undefined;
  const { apiVersion, kind, name } = owner;
  const served = (await cluster.resources()).find(
    (each) => each.kind === kind && (each.group ? `${each.group}/${each.version}` : each.version) === apiVersion,
  );
  return served && cluster.get({ apiVersion, kind }, name, served.namespaced ? metadata.namespace : undefined);
}
