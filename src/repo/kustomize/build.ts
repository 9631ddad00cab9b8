import type { Json } from '../../kube/object.ts';
import { accumulate, append, startFrom } from './accumulate.ts';
import { builtinSchema } from './custom-schema.ts';
import { readKustomization, type Var } from './kustomization.ts';
import type { BuildFiles } from './loader.ts';
import { fixReferences } from './name-references.ts';
import { type Resource, textsOf, withContentHash, withMetadata } from './resource.ts';
import { sortResources } from './sort-order.ts';
import type { Target } from './target.ts';
import { defaultConfig } from './transformer-config.ts';
import { resolveVars } from './vars.ts';

/**
 * `kustomize build` of a target, in-process (kustomize api 0.21.1, krusty/kustomizer.go, load restrictions off inside the tree).
 * Throws a KustomizeError with kustomize's text when it refuses.
 */
export function buildTarget(files: BuildFiles, target: Target): readonly Resource[] {
  return build(files, target, []);
}

/** What a kustomization file without files of its own makes of resources that are at hand. Throws a KustomizeError. */
export function buildResources(given: readonly Resource[], fields: Json): readonly Resource[] {
  const files: BuildFiles = { tree: new Map(), root: '/' };
  const kustomization = readKustomization(fields, { strict: false, root: '/' });
  const sum = startFrom({ resources: [], config: undefined });
  append(sum, given, 'helm-output.yaml');
  return build(files, { folder: '', file: 'kustomization.yaml', kustomization }, sum.resources);
}

function build(given: BuildFiles, target: Target, resources: readonly Resource[]): readonly Resource[] {
  const schema = builtinSchema();
  const files = { ...given, schema };
  const notes = target.kustomization.buildMetadata.includes('originAnnotations');
  const vars = new Map<string, Var>();
  const building = { files, schema, notes, vars, visited: [target.folder] };
  const accumulated = accumulate(building, target, { resources, config: undefined });
  const config = accumulated.config ?? defaultConfig;
  const hashed = accumulated.resources.map((resource) => (resource.hashed ? withContentHash(resource) : resource));
  const fixed = fixReferences(hashed, config.nameReference);
  const resolved = resolveVars(fixed, vars, config.varReference).filter((resource) => !isLocal(resource));
  const sorted = sortResources(resolved, target.kustomization.sortOptions);
  return notes ? sorted.map(withOriginNote) : sorted;
}

/** Files for tools on the way, not for the cluster. */
function isLocal(resource: Resource): boolean {
  const local = textsOf(resource.object, 'annotations')['config.kubernetes.io/local-config'];
  return local !== undefined && local !== 'false';
}

function withOriginNote(resource: Resource): Resource {
  const { file } = resource.origin;
  const generated = `configuredIn: ${file}\nconfiguredBy:\n  apiVersion: builtin\n  kind: ${resource.object.kind}Generator\n`;
  const annotations = {
    ...textsOf(resource.object, 'annotations'),
    'config.kubernetes.io/origin': resource.originNote ?? generated,
  };
  return { ...resource, object: withMetadata(resource.object, { annotations }) };
}
