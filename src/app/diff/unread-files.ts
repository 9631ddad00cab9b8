import { compareText, type Finding } from '../../core/finding.ts';
import { printRef } from '../../kube/object.ts';
import { isFluxKustomization, nameKey } from '../../repo/flux-objects.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import type { Change, OpenQuestion } from './contract.ts';
import { keyOf } from './object-key.ts';

/** Files and folders of a side that could not be read to their end, and why, by path: what they hold is not known. */
export type UnreadFiles = ReadonlyMap<string, string>;

const unreadable = /^(yaml-|file-|folder-|link-|reading-limit$)/;

/** What of these findings says that a file could not be read. */
export const unreadFiles = (findings: readonly Finding[]): UnreadFiles =>
  new Map(
    findings.flatMap(({ code, file, message }) =>
      file !== undefined && unreadable.test(code) ? [[file, message] as const] : [],
    ),
  );

/** Why a path could not be read, by itself or with a folder above it. */
export function whyUnread(path: string | undefined, unread: UnreadFiles): string | undefined {
  if (path === undefined || unread.size === 0) return undefined;
  const parts = path.split('/');
  for (let length = parts.length; length > 0; length--) {
    const at = parts.slice(0, length).join('/');
    const why = unread.get(at);
    if (why !== undefined) return `${at}: ${why}`;
  }
  return unread.get('.');
}

/** What is on one side only, since its file cannot be read on the other. */
export interface LostObjects {
  readonly keys: ReadonlySet<string>;
  /** Kustomizations among them, `namespace/name`: of what they bring nothing is known either. */
  readonly stages: readonly string[];
  readonly changes: readonly Change[];
  readonly unknown: readonly OpenQuestion[];
}

/** A side, as far as it was read. */
interface Read {
  readonly objects: readonly RepositoryObject[];
  readonly unread: UnreadFiles;
}

/** Objects that are missing on a side because their file could not be read there: nobody has taken them away or put them there. */
export function lostObjects(old: Read, now: Read): LostObjects {
  const gone = missingFor(old.objects, now);
  const come = missingFor(now.objects, old);
  const changes = [...byReason(gone)].map(
    ([why, objects]): Change => ({
      ...{ subject: shortList(objects), weight: 'danger', file: objects[0]?.object.origin?.file },
      text: `cannot be read any more, and stays as it is: ${why}`,
    }),
  );
  const unknown = [...byReason(come)].map(([why, objects]) => ({
    subject: shortList(objects),
    text: `could not be read before (${why}): whether it is new is not known`,
  }));
  const lost = [...gone, ...come].map(({ object }) => object.object);
  return {
    keys: new Set(lost.map(keyOf)),
    stages: lost.filter(isFluxKustomization).map(nameKey),
    ...{ changes, unknown },
  };
}

interface Lost {
  readonly object: RepositoryObject;
  readonly why: string;
}

function missingFor(objects: readonly RepositoryObject[], other: Read): readonly Lost[] {
  if (other.unread.size === 0) return [];
  const there = new Set(other.objects.map(({ object }) => keyOf(object)));
  return objects.flatMap((each) => {
    const why = there.has(keyOf(each.object)) ? undefined : whyUnread(each.origin?.file, other.unread);
    return why === undefined ? [] : [{ object: each, why }];
  });
}

function byReason(lost: readonly Lost[]): ReadonlyMap<string, readonly Lost[]> {
  const found = new Map<string, Lost[]>();
  for (const each of lost) found.set(each.why, [...(found.get(each.why) ?? []), each]);
  return found;
}

const shown = 3;

function shortList(objects: readonly Lost[]): string {
  const names = objects.map(({ object }) => printRef(object.object)).sort(compareText);
  return names.length <= shown
    ? names.join(', ')
    : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
}
