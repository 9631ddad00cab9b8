import { compareText } from '../../core/finding.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { UnknownObject } from '../../kube/object.ts';

/** What a cluster serves by the CustomResourceDefinitions among some objects, as templates ask for it: `group/version` and `group/version/Kind`. */
export function servedVersions(objects: readonly UnknownObject[]): readonly string[] {
  const served = objects.flatMap(({ kind, spec }) => {
    if (kind !== 'CustomResourceDefinition' || !isJsonObject(spec) || !Array.isArray(spec.versions)) return [];
    const named = isJsonObject(spec.names) ? String(spec.names.kind) : '';
    return spec.versions.filter(isJsonObject).flatMap(({ name, served: isServed }) => {
      const version = `${String(spec.group)}/${String(name)}`;
      return isServed === false ? [] : [version, `${version}/${named}`];
    });
  });
  return [...new Set(served)].sort(compareText);
}
