import type { BuiltinKind } from '../../cluster/embedded/kinds/builtin-kind.ts';
import { builtinKinds } from '../../cluster/embedded/kinds/index.ts';
import { builtinResources } from '../../kube/builtin-resources.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';

/** What an object is told by, whatever version it is written in: `group/Kind/namespace/name`. */
export const keyOf = ({ apiVersion, kind, metadata }: UnknownObject): string =>
  `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

const byTable = new Map(builtinKinds.map((each) => [each.table, each]));
const byKind = new Map(
  builtinResources.flatMap(({ group, kind, plural }) => {
    const known = byTable.get(`${group}/${plural}`);
    return known ? [[`${group}/${kind}`, known] as const] : [];
  }),
);

/** What is known of the object's kind, where that is a built-in one. */
export const builtinOf = ({ apiVersion, kind }: Pick<UnknownObject, 'apiVersion' | 'kind'>): BuiltinKind | undefined =>
  byKind.get(`${groupOf(apiVersion)}/${kind}`);

/** The object as the API server would fill it in, so that a default that is written out is no change; without what nobody applies. */
export function settled(object: UnknownObject): UnknownObject {
  const { status: _, ...rest } = object;
  const { creationTimestamp: __, ...metadata } = rest.metadata;
  const bare = { ...rest, metadata } as UnknownObject;
  try {
    return builtinOf(bare)?.defaults?.(bare) ?? bare;
  } catch {
    // In a shape that nothing checks: it is compared as it stands.
    return bare;
  }
}

/** The template of the pods that an object makes, filled in; undefined where it makes none. */
export function podTemplateOf(object: UnknownObject): JsonObject | undefined {
  const path = builtinOf(object)?.podTemplate?.slice(0, -1);
  let at: unknown = path ? settled(object) : undefined;
  for (const field of path ?? []) at = isJsonObject(at) ? at[field] : undefined;
  return isJsonObject(at) ? at : undefined;
}

/** Whether Helm makes it anew whenever it is due, and keeps it in no release (helm pkg/action/hooks.go). */
export const isHook = ({ metadata }: UnknownObject): boolean => metadata.annotations?.['helm.sh/hook'] !== undefined;
