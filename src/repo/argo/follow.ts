import type { FileTree } from '../../core/file-tree.ts';
import { type Finding, notKnown } from '../../core/finding.ts';
import type { Steps } from '../../core/pause.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { buildUnits, isAside } from '../entries.ts';
import { foldersOf, resolvePath } from '../folders.ts';
import { type Application, destinationOf, isApplication, isApplicationSet, plainUrl, sourceOf } from './application.ts';
import { applicationsOf } from './application-set.ts';
import { bringObjects } from './bring-objects.ts';
import { inNamespace } from './namespaces.ts';

/** What Applications of Argo CD bring. */
export interface FollowedApplications {
  readonly objects: readonly SourcedObject[];
  readonly findings: readonly Finding[];
  /** Applications whose objects are among them. */
  readonly followed: number;
  /** Whether any are written. */
  readonly isThere: boolean;
}

const why =
  'an Application brings what its source makes of a folder, a chart or a plugin (argo-cd reposerver/repository/repository.go GenerateManifests)';

/** Follows the Applications and ApplicationSets that are written, and those that they bring, as far as their folders stand here. */
export function* applicationSteps(tree: FileTree, written: readonly SourcedObject[]): Steps<FollowedApplications> {
  const entries = written.filter(({ object, origin }) => isOfArgo(object) && !isAside(origin?.file ?? ''));
  const isLocal = localAddress(tree, entries);
  const [objects, findings]: [SourcedObject[], Finding[]] = [[], []];
  const queue: SourcedObject[] = [...entries];
  const seen = new Set<string>();
  let followed = 0;
  for (const each of queue) {
    const key = printRef(each.object);
    if (seen.has(key)) continue;
    seen.add(key);
    objects.push(each);
    const made = isApplicationSet(each.object) ? applicationsOf(tree, each, isLocal) : undefined;
    for (const reason of made?.notKnown ?? []) findings.push(notFollowed(each, each.object, reason));
    for (const application of made?.applications ?? [{ object: each.object, writtenAs: each }]) {
      const brought = bring(tree, application, isLocal);
      yield buildUnits;
      if (typeof brought === 'string') {
        findings.push(notFollowed(each, application.object, brought));
        continue;
      }
      if (brought.objects.length > 0) followed += 1;
      for (const found of brought.findings) findings.push(found);
      for (const object of brought.objects) (isOfArgo(object.object) ? queue : objects).push(object);
    }
  }
  return { objects, findings, followed, isThere: entries.length > 0 };
}

const isOfArgo = (object: UnknownObject): boolean => isApplication(object) || isApplicationSet(object);

/** Tells the addresses that are this repository: the one that most folders of the tree are asked of. */
function localAddress(tree: FileTree, entries: readonly SourcedObject[]): (url: string) => boolean {
  const votes = new Map<string, number>();
  const everywhere = (each: SourcedObject): readonly Application[] =>
    isApplicationSet(each.object)
      ? applicationsOf(tree, each, () => true).applications
      : [{ object: each.object, writtenAs: each }];
  for (const application of entries.flatMap(everywhere)) {
    const source = sourceOf(application);
    if (typeof source === 'string' || !isFolder(tree, source.path)) continue;
    votes.set(plainUrl(source.url), (votes.get(plainUrl(source.url)) ?? 0) + 1);
  }
  const [own] = [...votes].sort(([, a], [, b]) => b - a);
  return (url) => own !== undefined && plainUrl(url) === own[0];
}

const isFolder = (tree: FileTree, path: string): boolean => foldersOf(tree).has(resolvePath('', path) ?? '..');

interface Brought {
  readonly objects: readonly SourcedObject[];
  readonly findings: readonly Finding[];
}

function bring(tree: FileTree, application: Application, isLocal: (url: string) => boolean): Brought | string {
  const source = sourceOf(application);
  if (typeof source === 'string') return source;
  const destination = destinationOf(application);
  if (destination === undefined) return 'it is for another cluster';
  if (!isLocal(source.url)) return `it reads ${source.url}, which is not this repository`;
  if (!isFolder(tree, source.path)) return `it reads ${source.path}, and no such folder is here`;
  const built = bringObjects(tree, source);
  if (typeof built === 'string') return built;
  return { ...built, objects: inNamespace(built.objects, application, destination) };
}

function notFollowed({ origin }: SourcedObject, application: UnknownObject, reason: string): Finding {
  return notKnown({
    code: 'application-not-followed',
    object: printRef(application),
    message: `what it brings is not known: ${reason}`,
    ...(origin && { file: origin.file, line: origin.line }),
    why,
    knownBy: 'plain manifests or a kustomization in a folder of this repository',
  });
}
