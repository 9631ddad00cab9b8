import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { isYamlFile, kustomizationNames } from '../documents.ts';
import { foldersOf } from '../folders.ts';
import { type ImageEntry, type PatchEntry, readKustomization } from './kustomization.ts';
import { KustomizeError, prefixError } from './kustomize-error.ts';
import { type BuildFiles, join, loadResources, pathFrom, printPath } from './loader.ts';
import { readTarget, type Target } from './target.ts';

/**
 * The kustomization that Flux builds at a path: the one that stands there, or one made of what lies below, with the fields of the
 * Flux Kustomization put in (fluxcd/pkg kustomize/kustomize_generator.go).
 */
export function fluxTarget(files: BuildFiles, folder: string, spec: JsonObject): Target {
  const exists = kustomizationNames.some((name) => files.tree.has(join(folder, name)));
  const target = exists ? readFirstTarget(files, folder) : generateTarget(files, folder);
  return { ...target, kustomization: withSpec(files, folder, target.kustomization, spec) };
}

/** Flux takes the first of the names it finds; kustomize then refuses when there is another. */
const readFirstTarget = (files: BuildFiles, folder: string): Target => {
  const target = readTarget(files, folder, false);
  const { resources, buildMetadata } = target.kustomization;
  if (resources.length > 0) return target;
  // Without resources Flux asks for origin annotations, so that the file does not count as empty.
  const notes = buildMetadata.length > 0 ? buildMetadata : ['originAnnotations'];
  return { ...target, kustomization: { ...target.kustomization, buildMetadata: notes } };
};

function generateTarget(files: BuildFiles, folder: string): Target {
  const resources = scanManifests(files, folder, '.');
  const raw: Json = resources.length > 0 ? { resources } : { namespace: '_placeholder' };
  const kustomization = readKustomization(raw, { strict: true, root: printPath(files, folder) });
  return { folder, file: join(folder, 'kustomization.yaml'), kustomization };
}

/** Files in walking order; a folder with a kustomization file stands for all below it. */
function scanManifests(files: BuildFiles, folder: string, shown: string): string[] {
  const found: string[] = [];
  const entry = foldersOf(files.tree).get(folder);
  const inner = new Set(entry?.folders);
  const names = [...(entry?.files ?? []), ...inner].sort((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    const path = join(folder, name);
    if (inner.has(name)) {
      const hasFile = kustomizationNames.some((file) => files.tree.has(join(path, file)));
      if (hasFile) found.push(`${shown}/${name}`);
      else found.push(...scanManifests(files, path, `${shown}/${name}`));
    } else if (isYamlFile(name)) {
      try {
        loadResources(files, path);
      } catch (thrown) {
        throw at(prefixError(`failed to decode Kubernetes YAML from ${printPath(files, path)}`, thrown), path);
      }
      found.push(`${shown}/${name}`);
    }
  }
  return found;
}

const at = (error: KustomizeError, file: string): KustomizeError =>
  new KustomizeError(error.message, { ...error, file: error.file ?? file });

const textsIn = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
const mapsIn = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function withSpec(
  files: BuildFiles,
  folder: string,
  base: Target['kustomization'],
  spec: JsonObject,
): Target['kustomization'] {
  const buildMetadata = textsIn(spec.buildMetadata);
  return {
    ...base,
    namespace: textIn(spec.targetNamespace) || base.namespace,
    namePrefix: textIn(spec.namePrefix) || base.namePrefix,
    nameSuffix: textIn(spec.nameSuffix) || base.nameSuffix,
    patches: [...base.patches, ...(mapsIn(spec.patches) as readonly PatchEntry[])],
    components: [...base.components, ...componentsOf(files, folder, spec)],
    images: mergeImages(base.images, mapsIn(spec.images) as unknown as readonly ImageEntry[]),
    buildMetadata: buildMetadata.length > 0 ? buildMetadata : base.buildMetadata,
  };
}

function componentsOf(files: BuildFiles, folder: string, spec: JsonObject): readonly string[] {
  const components = textsIn(spec.components);
  const remote = components.find((path) =>
    /^(git::|gh:|ssh:\/\/|https?:\/\/|git@|github\.com[:/]|\/|file:\/\/\/)/i.test(path),
  );
  if (remote) throw new KustomizeError(`component path '${remote}' must be local and relative`);
  if (spec.ignoreMissingComponents !== true) return components;
  return components.filter((path) => foldersOf(files.tree).has(pathFrom(files, folder, path)));
}

/** By name: a new name replaces the name, a tag or digest replaces both. */
function mergeImages(base: readonly ImageEntry[], more: readonly ImageEntry[]): readonly ImageEntry[] {
  const images = [...base];
  for (const image of more) {
    const index = images.findIndex(({ name }) => name === image.name);
    if (index < 0) images.push(image);
    else {
      const versioned = image.newTag || image.digest ? { newTag: image.newTag, digest: image.digest } : {};
      images[index] = { ...images[index]!, ...(image.newName && { newName: image.newName }), ...versioned };
    }
  }
  return images;
}
