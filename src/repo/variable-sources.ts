import { isJsonObject } from '../kube/json.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { isEncrypted } from './sops.ts';
import type { SubstituteSource } from './substitute.ts';

/** ConfigMaps and Secrets by kind and name, in the order in which they were added. */
export interface VariableSources {
  readonly add: (objects: readonly SourcedObject[]) => void;
  /** Those of a name, of all namespaces. */
  readonly named: (kind: string, name: string) => readonly SourcedObject[];
}

/** ConfigMaps and Secrets among objects; asked for by name, so that many Kustomizations may ask. */
export function indexVariables(objects: readonly SourcedObject[] = []): VariableSources {
  const known = new Map<string, SourcedObject[]>();
  const add = (more: readonly SourcedObject[]) => {
    for (const each of more) {
      const { kind, metadata } = each.object;
      if (kind !== 'ConfigMap' && kind !== 'Secret') continue;
      const same = known.get(`${kind}/${metadata.name}`);
      if (same) same.push(each);
      else known.set(`${kind}/${metadata.name}`, [each]);
    }
  };
  add(objects);
  return { add, named: (kind, name) => known.get(`${kind}/${name}`) ?? [] };
}

/**
 * What a Kustomization substitutes from: of those of its namespace the first, of the first source that has one. What is encrypted has
 * unknown values that stand for themselves.
 */
export function variablesFrom(sources: readonly VariableSources[], kustomization: SourcedObject): SubstituteSource {
  const { namespace } = kustomization.object.metadata;
  const isNear = ({ object }: SourcedObject) => (object.metadata.namespace ?? namespace) === namespace;
  return (kind, name) => {
    for (const source of sources) {
      const match = source.named(kind, name).find(isNear);
      if (match) return dataOf(match);
    }
    return undefined;
  };
}

function dataOf({ object }: SourcedObject): Readonly<Record<string, string>> {
  const data = isJsonObject(object.data) ? object.data : {};
  const plain = isJsonObject(object.stringData) ? object.stringData : {};
  const locked = isEncrypted(object as Parameters<typeof isEncrypted>[0]);
  const decode = (value: string) =>
    object.kind === 'Secret' && !locked ? Buffer.from(value, 'base64').toString('utf8') : value;
  return Object.fromEntries([
    ...Object.entries(data).map(([key, value]) => [key, decode(String(value))]),
    ...Object.entries(plain).map(([key, value]) => [key, String(value)]),
  ]);
}
