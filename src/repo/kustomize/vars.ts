import { isJsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { groupOf, versionOf } from '../../kube/object.ts';
import { appliesTo, changeAt, type FieldSpec, splitPath } from './field-path.ts';
import type { Var } from './kustomization.ts';
import { KustomizeError } from './kustomize-error.ts';
import { lookUp, splitFieldPath } from './replacements.ts';
import { allIds, clusterWideNamespace, printGvk, type Resource, type ResourceId } from './resource.ts';

/**
 * Marks the resources that the variables of a kustomization take their values from, and adds the variables to those of the build
 * (api/internal/accumulator/resaccumulator.go MergeVars). Throws a KustomizeError where a name stands twice or means several resources.
 */
export function markVars(
  resources: readonly Resource[],
  vars: readonly Var[],
  known: Map<string, Var>,
): readonly Resource[] {
  let result = resources;
  for (const each of vars) {
    const matched = result.filter((resource) => allIds(resource).some((id) => isTarget(id, each)));
    if (matched.length > 1) {
      throw new KustomizeError(
        `merging vars [${vars.map(printWritten).join(' ')}]: found ${matched.length} resId matches for var ${print(each)} (unable to disambiguate)`,
      );
    }
    if (known.has(each.name)) {
      throw new KustomizeError(
        `merging vars [${vars.map(printWritten).join(' ')}]: var '${each.name}' already encountered`,
      );
    }
    known.set(each.name, each);
    result = result.map((resource) =>
      resource === matched[0] ? { ...resource, vars: [...(resource.vars ?? []), each.name] } : resource,
    );
  }
  return result;
}

function isTarget(id: ResourceId, each: Var): boolean {
  const { name = '', namespace } = each.objref;
  const { group, version, kind } = kindOf(each);
  if (id.name !== name || id.kind !== kind || id.group !== group || id.version !== version) return false;
  return id.namespace === clusterWideNamespace || !namespace || id.namespace === namespace;
}

/** The kind a variable is read from: `apiVersion` stands for group and version. */
function kindOf({ objref }: Var): Pick<ResourceId, 'group' | 'version' | 'kind'> {
  const { apiVersion = '', kind = '' } = objref;
  const group = apiVersion.includes('/') ? groupOf(apiVersion) : (objref.group ?? '');
  return { group, version: apiVersion ? versionOf(apiVersion) : (objref.version ?? ''), kind };
}

/** Puts the values of variables where `$(NAME)` stands, in the fields that take them (ResolveVars, api/filters/refvar). Throws a KustomizeError. */
export function resolveVars(
  resources: readonly Resource[],
  vars: ReadonlyMap<string, Var>,
  fields: readonly FieldSpec[],
): readonly Resource[] {
  if (vars.size === 0) return resources;
  const values = new Map([...vars.values()].map((each) => [each.name, readVar(resources, each)]));
  return resources.map((resource) => {
    let object: Json = resource.object;
    for (const field of fields) {
      if (!appliesTo(field, resource.object)) continue;
      object = changeAt(object, splitPath(field.path), false, (value) => replaceIn(value ?? null, values));
    }
    return object === resource.object ? resource : { ...resource, object: object as Resource['object'] };
  });
}

function readVar(resources: readonly Resource[], each: Var): Json {
  const source = resources.find((resource) => resource.vars?.includes(each.name));
  if (!source)
    throw new KustomizeError(`var '${print(each)}' cannot be mapped to a field in the set of known resources`);
  const value = lookUp(source.object, splitFieldPath(fieldOf(each)).flatMap(cutIndex));
  if (value === undefined) {
    throw new KustomizeError(`field specified in var '${print(each)}' not found in corresponding resource`);
  }
  return value;
}

const fieldOf = ({ fieldref }: Var): string => fieldref?.fieldPath || 'metadata.name';

/** A variable as Go prints it before its defaults are set. */
const printWritten = ({ name, objref, fieldref }: Var): string => {
  const { group = '', version = '', kind = '' } = objref;
  return `{${name} ${printGvk({ group, version, kind })} {${fieldref?.fieldPath ?? ''}}}`;
};

/** A variable as Go prints it. */
const print = (each: Var): string => `{${each.name} ${printGvk(kindOf(each))} {${fieldOf(each)}}}`;

/** `ports[0]` is `ports`, then `0` (kyaml/yaml/rnode.go convertSliceIndex). */
function cutIndex(step: string): readonly string[] {
  const match = /^(.+)\[(\d+)\]$/.exec(step);
  return match ? [match[1]!, match[2]!] : [step];
}

function replaceIn(value: Json, values: ReadonlyMap<string, Json>): Json {
  if (typeof value === 'string') return replaceVars(value, values);
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item) => {
      if (typeof item !== 'string') throw new KustomizeError('invalid value type expect a string');
      return replaceVars(item, values);
    });
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, typeof item === 'string' ? replaceVars(item, values) : item]),
  );
}

/** Text with its variables replaced; one that is nothing but a variable takes the type of its value (refvar DoReplacements). */
function replaceVars(text: string, values: ReadonlyMap<string, Json>): Json {
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  if (whole) return primitive(values, whole[1]!) ?? text;
  return text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) =>
    name === undefined ? '$' : String(primitive(values, name) ?? match),
  );
}

/** A value that is no list and no map; others are left as they are written. */
function primitive(values: ReadonlyMap<string, Json>, name: string): Json | undefined {
  const value = values.get(name);
  return value === null || typeof value === 'object' ? undefined : value;
}
