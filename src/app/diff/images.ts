import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { type Json, printRef } from '../../kube/object.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import { type Change, type DiffPart, type DiffSide, placeOf } from './contract.ts';
import { podTemplateOf } from './object-key.ts';

/** Images that pods run, and those that values of releases name where what they install is not known. */
export const images: DiffPart = {
  id: 'images',
  title: 'images',
  compare: (before, after) => {
    const moves = new Map<string, { change: Change; subjects: string[] }>();
    for (const { subject, old, now, each } of [...inPods(before, after), ...inValues(before, after)]) {
      const key = `${old} ${now}`;
      const known = moves.get(key);
      if (known) known.subjects.push(subject);
      else {
        const text = `${shortened(old, now)}`;
        const change: Change = { subject, text, before: old, after: now, weight: 'notice', ...placeOf(each) };
        moves.set(key, { change, subjects: [subject] });
      }
    }
    const changes = [...moves.values()].map(({ change, subjects }) => ({
      ...change,
      subject: [...new Set(subjects)].join(', '),
    }));
    return { changes };
  },
};

interface Move {
  readonly subject: string;
  readonly old: string;
  readonly now: string;
  readonly each: RepositoryObject;
}

function inPods(before: DiffSide, after: DiffSide): readonly Move[] {
  return [...after.objects].flatMap(([key, each]) => {
    const old = before.objects.get(key);
    return old ? movesOf(containersOf(old), containersOf(each), each) : [];
  });
}

/** Images of its containers by their names. */
function containersOf({ object }: RepositoryObject): ReadonlyMap<string, string> {
  const spec = podTemplateOf(object)?.spec;
  const lists = isJsonObject(spec) ? [spec.initContainers, spec.containers] : [];
  const all = lists.flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : []));
  return new Map(all.map(({ name, image }) => [String(name), String(image ?? '')]));
}

/** A release on both sides of which one is not known: its values name images, in the fields that charts use. */
function inValues(before: DiffSide, after: DiffSide): readonly Move[] {
  return [...after.releases].flatMap(([ref, { release, rendering }]) => {
    const old = before.releases.get(ref);
    if (!old || (rendering && old.rendering)) return [];
    return movesOf(valuesImages(valuesOf(old.release)), valuesImages(valuesOf(release)), release);
  });
}

/** Values that a release writes itself. */
export const valuesOf = ({ object }: RepositoryObject): JsonObject => {
  const spec = object.spec as JsonObject | undefined;
  return isJsonObject(spec) && isJsonObject(spec.values) ? spec.values : {};
};

/** Images in values by where they stand: a repository with a tag or a digest, or a text called image. */
export function valuesImages(values: Json, path = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (Array.isArray(values)) {
    for (const [i, item] of (values as readonly Json[]).entries())
      for (const [key, image] of valuesImages(item, `${path}[${i}]`)) found.set(key, image);
    return found;
  }
  if (!isJsonObject(values)) return found;
  const image = imageIn(values);
  if (image !== undefined) found.set(path, image);
  for (const [key, inner] of Object.entries(values)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (key === 'image' && typeof inner === 'string' && inner !== '') found.set(at, inner);
    else for (const [place, name] of valuesImages(inner, at)) found.set(place, name);
  }
  return found;
}

function imageIn({ registry, repository, tag, digest }: JsonObject): string | undefined {
  const isText = (value: Json | undefined) => typeof value === 'string' || typeof value === 'number';
  if (typeof repository !== 'string' || !(isText(tag) || isText(digest))) return undefined;
  const name = typeof registry === 'string' && registry !== '' ? `${registry}/${repository}` : repository;
  return `${name}${isText(tag) && tag !== '' ? `:${String(tag)}` : ''}${isText(digest) && digest !== '' ? `@${String(digest)}` : ''}`;
}

function movesOf(
  old: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  each: RepositoryObject,
): readonly Move[] {
  return [...now].flatMap(([name, image]) => {
    const was = old.get(name);
    return was !== undefined && was !== image && was !== '' && image !== ''
      ? [{ subject: printRef(each.object), old: was, now: image, each }]
      : [];
  });
}

/** `ghcr.io/a/b 1.2.3 → 1.2.4`; digests cut, another image in full. */
function shortened(old: string, now: string): string {
  const [was, is] = [partsOf(old), partsOf(now)];
  if (was.name !== is.name) return `${old} → ${now}`;
  const digest = ({ digest: text }: Parts) => (text === undefined ? '' : `@${text.slice(0, 19)}…`);
  if (was.tag === is.tag)
    return `${was.name} ${was.tag}: another image of the same tag, ${digest(was) || 'any'} → ${digest(is) || 'any'}`;
  return `${was.name} ${was.tag || digest(was)} → ${is.tag || digest(is)}`;
}

interface Parts {
  readonly name: string;
  readonly tag: string;
  readonly digest?: string;
}

function partsOf(image: string): Parts {
  const [rest = '', digest] = image.split('@');
  const colon = rest.indexOf(':', rest.lastIndexOf('/'));
  const parts = colon < 0 ? { name: rest, tag: '' } : { name: rest.slice(0, colon), tag: rest.slice(colon + 1) };
  return digest === undefined ? parts : { ...parts, digest };
}
