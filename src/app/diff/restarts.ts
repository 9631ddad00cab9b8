import { equalJson, isJsonObject, type JsonObject } from '../../kube/json.ts';
import { groupOf, type Json, printRef, type UnknownObject } from '../../kube/object.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import { changedFields } from './changed-fields.ts';
import { type Change, type DiffPart, type DiffSide, placeOf } from './contract.ts';
import { podTemplateOf, settled } from './object-key.ts';

/** Pods that are replaced since their template changes, and those that are not though what they read does. */
export const restarts: DiffPart = {
  id: 'restarts',
  title: 'restarts',
  compare: (before, after) => ({ changes: [...rollouts(before, after), ...unseen(before, after)] }),
};

const running = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Fields that are named. */
const namedFields = 3;

function rollouts(before: DiffSide, after: DiffSide): readonly Change[] {
  return [...after.objects].flatMap(([key, now]): readonly Change[] => {
    const old = before.objects.get(key);
    if (!old || !running.has(now.object.kind)) return [];
    const [was, is] = [podTemplateOf(old.object), podTemplateOf(now.object)];
    const fields = was && is ? changedFields(was, is) : [];
    if (fields.length === 0) return [];
    const names = fields.slice(0, namedFields).map(({ path }) => path);
    const more = fields.length > namedFields ? ` and ${fields.length - namedFields} more` : '';
    const { text, weight } = wayOf(now.object);
    return [{ subject: printRef(now.object), text: `${text}: ${names.join(', ')}${more}`, weight, ...placeOf(now) }];
  });
}

/** How its pods are replaced. */
function wayOf(object: UnknownObject): Pick<Change, 'text' | 'weight'> {
  const spec = settled(object).spec as JsonObject | undefined;
  const { strategy, updateStrategy, replicas } = isJsonObject(spec) ? spec : {};
  const way = isJsonObject(strategy) ? strategy.type : isJsonObject(updateStrategy) ? updateStrategy.type : undefined;
  if (way === 'OnDelete')
    return { text: 'changes, but its pods stay until they are deleted (OnDelete)', weight: 'notice' };
  if (replicas === 0) return { text: 'changes, and has no pods', weight: 'note' };
  if (way === 'Recreate') return { text: 'restarts, and nothing of it answers meanwhile (Recreate)', weight: 'notice' };
  if (object.kind === 'StatefulSet' && replicas === 1) return { text: 'restarts its one pod', weight: 'notice' };
  return { text: 'restarts pod by pod', weight: 'notice' };
}

/** ConfigMaps and Secrets that change under their name: whoever reads them does not restart by it. */
function unseen(before: DiffSide, after: DiffSide): readonly Change[] {
  const readers = [...after.objects.values()].filter(({ object }) => running.has(object.kind));
  return [...after.objects].flatMap(([key, now]): readonly Change[] => {
    const { object } = now;
    if (groupOf(object.apiVersion) !== '' || !(object.kind === 'ConfigMap' || object.kind === 'Secret')) return [];
    const old = before.objects.get(key);
    if (!old || changedFields(contentOf(old.object), contentOf(object)).length === 0) return [];
    const stay = readers.filter(
      (reader) => reads(reader, object) && isSame(before, reader) && !isReloaded(reader.object),
    );
    if (stay.length === 0) return [];
    const names = stay.map((reader) => printRef(reader.object));
    const text = `changes, and nothing restarts by it: ${names.join(', ')} read it (files are updated in place within minutes, variables when pods start)`;
    return [{ subject: printRef(object), text, weight: 'notice', ...placeOf(now) }];
  });
}

const contentOf = ({ data = {}, stringData = {}, binaryData = {} }: UnknownObject): Json =>
  ({ data, stringData, binaryData }) as unknown as Json;

/** Whether its pods stay as they are. */
function isSame({ objects }: DiffSide, { object }: RepositoryObject): boolean {
  const old = [...objects.values()].find((each) => printRef(each.object) === printRef(object));
  return old !== undefined && equalJson(podTemplateOf(old.object), podTemplateOf(object));
}

function reads({ object }: RepositoryObject, { kind, metadata }: UnknownObject): boolean {
  if (object.metadata.namespace !== metadata.namespace) return false;
  const template = podTemplateOf(object);
  return (
    template !== undefined && names(template, kind === 'ConfigMap' ? configMapFields : secretFields, metadata.name)
  );
}

const configMapFields: Readonly<Record<string, string>> = {
  configMap: 'name',
  configMapRef: 'name',
  configMapKeyRef: 'name',
};
const secretFields: Readonly<Record<string, string>> = {
  secret: 'secretName',
  secretRef: 'name',
  secretKeyRef: 'name',
};

/** Whether a template names it, in a volume, a projected one or a variable. */
function names(value: Json, fields: Readonly<Record<string, string>>, name: string): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => names(item, fields, name));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => {
    const field = fields[key];
    if (field !== undefined && isJsonObject(inner) && (inner[field] === name || inner.name === name)) return true;
    return names(inner, fields, name);
  });
}

/** A controller of another project restarts it (stakater/Reloader). */
const isReloaded = ({ metadata }: UnknownObject): boolean =>
  Object.keys(metadata.annotations ?? {}).some((key) => key.includes('reloader.stakater.com'));
