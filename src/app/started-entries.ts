import { isJsonObject } from '../kube/json.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { isFluxKustomization, nameKey } from '../repo/flux-objects.ts';
import { parentOf, resolvePath } from '../repo/folders.ts';
import type { Repository } from '../repo/repository.ts';

/**
 * What starts Flux, without what lies below the path of a Kustomization of it that comes to nothing: that one would bring it, and nobody else
 * does.
 */
export function withoutBelow({ entry, kustomizations }: Pick<Repository, 'entry' | 'kustomizations'>) {
  const failed = new Set(kustomizations.flatMap((each) => (each.failure ? [nameKey(each.kustomization.object)] : [])));
  const stages = entry.filter(({ object }) => isFluxKustomization(object));
  const folders = stages.filter(({ object }) => failed.has(nameKey(object))).flatMap(pathOf);
  if (folders.length === 0) return entry;
  return entry.filter((each) => {
    const own = pathOf(each);
    const at = parentOf(each.origin?.file ?? '');
    const others = folders.filter((folder) => !own.includes(folder));
    return !stages.includes(each) || !others.some((folder) => `${at}/`.startsWith(`${folder}/`));
  });
}

function pathOf({ object: { spec } }: SourcedObject): readonly string[] {
  const path = isJsonObject(spec) && typeof spec.path === 'string' ? resolvePath('', spec.path) : undefined;
  return path === undefined || path === '' ? [] : [path];
}
