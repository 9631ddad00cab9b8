import { equalJson, isJsonObject } from '../kube/json.ts';
import { groupOf, type KindRef, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';

/** Definitions of the kinds of an API group that are known without any file: those of some version of their project. */
export type DefinitionsOf = (group: string) => Promise<readonly UnknownObject[]>;

/** A definition, and whether it is the one of the cluster: it stands in the files, or a chart of them brings it. */
export interface KnownDefinition {
  readonly definition: UnknownObject;
  readonly isExact: boolean;
}

interface DefinitionSpec {
  readonly group?: string;
  readonly names?: { readonly kind?: string };
  readonly versions?: readonly { readonly name: string; readonly served?: boolean; readonly storage?: boolean }[];
}

/** What of the spec of a definition is asked for. */
export const definitionSpec = ({ spec }: UnknownObject): DefinitionSpec =>
  (isJsonObject(spec) ? spec : {}) as DefinitionSpec;

/** `group/Kind` of a kind, whatever its version. */
export const kindKey = ({ apiVersion, kind }: KindRef): string => `${groupOf(apiVersion)}/${kind}`;

const keyOf = (definition: UnknownObject): string => {
  const { group, names } = definitionSpec(definition);
  return `${group}/${names?.kind}`;
};

const isDefinition = ({ object }: SourcedObject): boolean =>
  object.kind === 'CustomResourceDefinition' &&
  // Those of v1beta1 hold their schemas elsewhere, and no cluster takes them any more.
  object.apiVersion === 'apiextensions.k8s.io/v1' &&
  Array.isArray(definitionSpec(object).versions);

/**
 * Definitions of the kinds that objects are of, by `group/Kind`. Where two of one kind differ nothing is said of it: which of them a cluster
 * has is not known.
 */
export async function knownDefinitions(
  objects: readonly SourcedObject[],
  definitionsOf: DefinitionsOf | undefined,
): Promise<ReadonlyMap<string, KnownDefinition>> {
  const kinds = new Set(objects.map(({ object }) => kindKey(object)));
  const known = new Map<string, KnownDefinition>();
  const differing = new Set<string>();
  for (const { object, approximate, loose } of objects.filter(isDefinition)) {
    const key = keyOf(object);
    if (!kinds.has(key)) continue;
    const isExact = !approximate && !loose;
    const before = known.get(key);
    if (!before || (isExact && !before.isExact)) known.set(key, { definition: object, isExact });
    else if (isExact === before.isExact && !equalJson(before.definition.spec, object.spec)) differing.add(key);
  }
  const groups = new Set(objects.map(({ object }) => groupOf(object.apiVersion)));
  for (const group of definitionsOf ? [...groups].sort() : []) {
    for (const definition of await definitionsOf!(group)) {
      const key = keyOf(definition);
      if (kinds.has(key) && !known.has(key)) known.set(key, { definition, isExact: false });
    }
  }
  for (const key of differing) known.delete(key);
  return known;
}
