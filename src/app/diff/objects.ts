import { equalJson } from '../../kube/json.ts';
import { groupOf, type Json, printRef, type UnknownObject } from '../../kube/object.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import { type ChangedField, changedFields } from './changed-fields.ts';
import { type Change, type DiffPart, type DiffSide, type OpenQuestion, placeOf } from './contract.ts';
import { settled } from './object-key.ts';

/** All objects that are new or changed, by kind: what no other part has words for stands here. */
export const objects: DiffPart = {
  id: 'objects',
  title: 'objects',
  compare: (before, after) => {
    const changes: Change[] = [];
    const unknown: OpenQuestion[] = [];
    for (const [key, now] of after.objects) {
      const old = before.objects.get(key);
      const subject = printRef(now.object);
      if (!old) changes.push({ subject, text: 'is new', weight: 'note', ...placeOf(now) });
      else {
        const fields = fieldsOf(old, now);
        if (fields.length > 0)
          changes.push({ subject, text: `changes: ${printFields(fields)}`, weight: 'note', ...placeOf(now) });
        else if (isEncryptedAnew(old, now))
          unknown.push({
            subject,
            text: 'was encrypted anew: whether its values changed is not known',
            knownBy: 'the key',
          });
      }
    }
    return { changes, unknown };
  },
};

/** Fields in which an object differs; of releases only those that decide no object, since those are told by what they make. */
function fieldsOf(old: RepositoryObject, now: RepositoryObject): readonly ChangedField[] {
  const fields = changedFields(settled(old.object) as Json, settled(now.object) as Json);
  return isReleaseObject(now.object) ? fields.filter(({ path }) => !/^spec\.(values|chart)\b/.test(path)) : fields;
}

/** Its kind says what a release is, whoever's kind it is. */
const isReleaseObject = ({ apiVersion, kind }: UnknownObject): boolean =>
  kind.endsWith('Release') && groupOf(apiVersion) !== '';

/** Whether it differs though nothing in it does but the encryption. */
const isEncryptedAnew = ({ object: old }: RepositoryObject, { object: now }: RepositoryObject): boolean =>
  changedFields(settled(old) as Json, settled(now) as Json).length === 0 && !equalJson(settled(old), settled(now));

/** Fields that are named. */
const namedFields = 3;

function printFields(fields: readonly ChangedField[]): string {
  const names = fields.slice(0, namedFields).map(({ path }) => path);
  return `${names.join(', ')}${fields.length > namedFields ? ` and ${fields.length - namedFields} more` : ''}`;
}

/** How many objects of a kind come, go and change. */
export interface KindCount {
  readonly kind: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** Counts by kind, in order of kind; kinds of which nothing differs are left out. */
export function countKinds(before: DiffSide, after: DiffSide): readonly KindCount[] {
  const counts = new Map<string, { added: number; removed: number; changed: number }>();
  const count = (kind: string) => {
    const known = counts.get(kind) ?? { added: 0, removed: 0, changed: 0 };
    counts.set(kind, known);
    return known;
  };
  for (const [key, now] of after.objects) {
    const old = before.objects.get(key);
    if (!old) count(now.object.kind).added += 1;
    else if (fieldsOf(old, now).length > 0) count(now.object.kind).changed += 1;
  }
  for (const [key, { object }] of before.objects) if (!after.objects.has(key)) count(object.kind).removed += 1;
  return [...counts].map(([kind, each]) => ({ kind, ...each })).sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
