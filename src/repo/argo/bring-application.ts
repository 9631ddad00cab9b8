import type { FileTree } from '../../core/file-tree.ts';
import type { Finding } from '../../core/finding.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { foldersOf, resolvePath } from '../folders.ts';
import { type Application, destinationOf, folderOf, holdsTemplate, isOnlyReferred, sourcesOf } from './application.ts';
import { bringObjects } from './bring-objects.ts';
import { releaseOf, type ValueSources } from './chart-release.ts';
import { inNamespace } from './namespaces.ts';

/** What an Application brings, and why some of it is not known. */
export interface BroughtObjects {
  readonly objects: readonly SourcedObject[];
  /** What Argo CD has Helm render. */
  readonly releases: readonly SourcedObject[];
  readonly findings: readonly Finding[];
  readonly notKnown: readonly string[];
}

type IsLocal = (url: string) => boolean;

/** Whether a path is a folder of the tree. */
export const isFolder = (tree: FileTree, path: string): boolean => foldersOf(tree).has(resolvePath('', path) ?? '..');

const nothing: BroughtObjects = { objects: [], releases: [], findings: [], notKnown: [] };

/** What the sources of an Application come to, each by itself: folders of this repository are read, charts are left to Helm. */
export function bringApplication(tree: FileTree, application: Application, isLocal: IsLocal): BroughtObjects {
  const sources = sourcesOf(application);
  if (sources.length === 0) return { ...nothing, notKnown: ['it names no source'] };
  const destination = destinationOf(application);
  if (destination === undefined) return { ...nothing, notKnown: ['it is for another cluster'] };
  if (holdsTemplate(destination.namespace ?? ''))
    return { ...nothing, notKnown: ['its destination holds what only Argo CD fills in'] };
  const around = { tree, isLocal, namespace: destination.namespace ?? '', whyNot: refersTo(sources, isLocal) };
  const brought = sources.filter((each) => !isOnlyReferred(each)).map((each) => bringSource(application, each, around));
  const objects = brought.flatMap((each) => each.objects);
  return {
    objects: inNamespace(objects, application, destination),
    releases: brought.flatMap((each) => each.releases),
    findings: brought.flatMap((each) => each.findings),
    notKnown: brought.flatMap((each) => each.notKnown),
  };
}

interface Around extends ValueSources {
  readonly isLocal: IsLocal;
  readonly namespace: string;
}

/** Why the files that a `ref` lends cannot be read here. */
const refersTo =
  (sources: readonly JsonObject[], isLocal: IsLocal): ValueSources['whyNot'] =>
  (ref) => {
    const url = sources.find((each) => each.ref === ref)?.repoURL;
    if (typeof url !== 'string') return `its values are read from $${ref}, which no source is`;
    return isLocal(url) ? undefined : `its values are read from ${url}, which is not this repository`;
  };

function bringSource(application: Application, source: JsonObject, around: Around): BroughtObjects {
  const found = readSource(application, source, around);
  if (typeof found === 'string') return { ...nothing, notKnown: [found] };
  return { ...nothing, ...found };
}

function readSource(
  application: Application,
  source: JsonObject,
  { isLocal, ...around }: Around,
): Partial<BroughtObjects> | string {
  if (typeof source.chart === 'string') return asRelease(releaseOf(application, source, around));
  const folder = folderOf(source);
  if (typeof folder === 'string') return folder;
  if (!isLocal(folder.url)) return `it reads ${folder.url}, which is not this repository`;
  if (!isFolder(around.tree, folder.path)) return `it reads ${folder.path}, and no such folder is here`;
  const path = resolvePath('', folder.path) ?? '';
  if (foldersOf(around.tree).get(path)?.files.includes('Chart.yaml'))
    return asRelease(releaseOf(application, source, { ...around, path }));
  if (source.helm !== undefined) return `${folder.path} is no Helm chart`;
  return bringObjects(around.tree, folder);
}

const asRelease = (release: SourcedObject | string): Partial<BroughtObjects> | string =>
  typeof release === 'string' ? release : { releases: [release] };
