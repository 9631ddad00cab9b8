import type { FileTree } from '../../core/file-tree.ts';
import { type Finding, notKnown } from '../../core/finding.ts';
import type { Steps } from '../../core/pause.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { buildUnits, isAside } from '../entries.ts';
import { type Application, folderOf, isApplication, isApplicationSet, plainUrl, sourcesOf } from './application.ts';
import { applicationsOf } from './application-set.ts';
import { bringApplication, isFolder } from './bring-application.ts';

/** What Applications of Argo CD bring. */
export interface FollowedApplications {
  readonly objects: readonly SourcedObject[];
  /** What Argo CD has Helm render. */
  readonly releases: readonly SourcedObject[];
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
  const [objects, releases, findings]: [SourcedObject[], SourcedObject[], Finding[]] = [[], [], []];
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
      const brought = bringApplication(tree, application, isLocal);
      yield buildUnits;
      for (const reason of brought.notKnown) findings.push(notFollowed(each, application.object, reason));
      if (brought.objects.length + brought.releases.length > 0) followed += 1;
      releases.push(...brought.releases);
      for (const found of brought.findings) findings.push(found);
      for (const object of brought.objects) (isOfArgo(object.object) ? queue : objects).push(object);
    }
  }
  return { objects, releases, findings, followed, isThere: entries.length > 0 };
}

const isOfArgo = (object: UnknownObject): boolean => isApplication(object) || isApplicationSet(object);

/** Tells the addresses that are this repository: the one that most folders of the tree are asked of. */
function localAddress(tree: FileTree, entries: readonly SourcedObject[]): (url: string) => boolean {
  const votes = new Map<string, number>();
  const everywhere = (each: SourcedObject): readonly Application[] =>
    isApplicationSet(each.object)
      ? applicationsOf(tree, each, () => true).applications
      : [{ object: each.object, writtenAs: each }];
  for (const each of entries.flatMap(everywhere).flatMap(sourcesOf)) {
    const source = folderOf(each);
    if (typeof source === 'string' || !isFolder(tree, source.path)) continue;
    votes.set(plainUrl(source.url), (votes.get(plainUrl(source.url)) ?? 0) + 1);
  }
  const [own] = [...votes].sort(([, a], [, b]) => b - a);
  return (url) => own !== undefined && plainUrl(url) === own[0];
}

function notFollowed({ origin }: SourcedObject, application: UnknownObject, reason: string): Finding {
  return notKnown({
    code: 'application-not-followed',
    object: printRef(application),
    message: `what it brings is not known: ${reason}`,
    ...(origin && { file: origin.file, line: origin.line }),
    why,
    knownBy: 'plain manifests, a kustomization or a chart in a folder of this repository',
  });
}
