import { isJsonObject } from '../kube/json.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { writeYaml } from '../kube/yaml-write.ts';
import type { LabPatch } from '../lab/lab-core.ts';

/** An entry of `patches` in a kustomization. */
export interface PatchEntry {
  readonly target?: LabPatch['target'];
  readonly patch: string;
}

/** What tells an object from others. */
export interface ObjectName {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}

/** What a patch says, as data: a mapping or a list of operations. */
export function contentOf({ patch }: LabPatch): unknown {
  return typeof patch === 'string' ? readDocuments(patch, 'patch').documents[0]?.value : patch;
}

/** The objects a patch is for: its target, or the object that a merge patch names itself; undefined where it says neither. */
export function targetOf(patch: LabPatch): LabPatch['target'] {
  if (patch.target) return patch.target;
  const content = contentOf(patch);
  if (!isJsonObject(content) || typeof content.kind !== 'string' || !isJsonObject(content.metadata)) return undefined;
  const { name, namespace } = content.metadata;
  if (typeof name !== 'string') return undefined;
  return { kind: content.kind, name, ...(typeof namespace === 'string' && { namespace }) };
}

/**
 * A patch as kustomize takes it. A merge patch must name an object even where a target selects others (kustomize api/resource/factory.go):
 * what it leaves out is filled in.
 */
export function patchEntry(patch: LabPatch, named: ObjectName): PatchEntry {
  const content = contentOf(patch);
  const target = targetOf(patch);
  const { apiVersion, kind, name } = named;
  const complete = isJsonObject(content) && content.kind !== undefined && isJsonObject(content.metadata);
  if (typeof patch.patch === 'string' && (complete || !isJsonObject(content))) return { target, patch: patch.patch };
  if (!isJsonObject(content)) return { target, patch: writeYaml(content) };
  const metadata = { name, ...(isJsonObject(content.metadata) && content.metadata) };
  return { target, patch: writeYaml({ ...(apiVersion && { apiVersion }), kind, ...content, metadata }) };
}

/** The patches for what the chart of a release makes, in the order of the lab file. */
export const releasePatches = (release: string, patches: readonly LabPatch[]): readonly PatchEntry[] =>
  patches
    .filter((patch) => patch.release === release)
    .map((patch) => {
      const { kind = 'Any', name = 'any', version, group } = targetOf(patch) ?? {};
      const apiVersion = version && group ? `${group}/${version}` : version;
      return patchEntry(patch, { apiVersion, kind, name });
    });
