import type { JsonObject } from '../../kube/json.ts';
import { addPairs } from './add-pairs.ts';
import type { BuildFiles } from './loader.ts';
import { applyMergeFile, applyPatch } from './patches.ts';
import { applyReplacements } from './replacements.ts';
import type { Resource } from './resource.ts';
import type { Target } from './target.ts';
import type { TransformerConfig } from './transformer-config.ts';
import { addLabels, addPrefix, addSuffix, setImage, setNamespace, setReplicas } from './transformers.ts';

/** The built-in transformers in kustomize's order (api/internal/target/kusttarget_configplugin.go). */
export function transform(
  files: BuildFiles,
  target: Target,
  given: readonly Resource[],
  config: TransformerConfig,
): readonly Resource[] {
  const { kustomization: k, folder } = target;
  let resources = given;
  for (const path of k.patchesStrategicMerge) resources = applyMergeFile(files, folder, resources, path);
  for (const entry of k.patches) resources = applyPatch(files, folder, resources, entry);
  if (k.namespace) resources = setNamespace(resources, { namespace: k.namespace, fields: config.namespace });
  if (k.namePrefix) resources = resources.map(addPrefix(k.namePrefix, config.namePrefix));
  if (k.nameSuffix) resources = resources.map(addSuffix(k.nameSuffix, config.nameSuffix));
  for (const entry of k.labels) resources = resources.map(addLabels(entry, config));
  if (isGiven(k.commonLabels)) resources = resources.map(addPairs(k.commonLabels, config.commonLabels));
  if (isGiven(k.commonAnnotations)) resources = resources.map(addPairs(k.commonAnnotations, config.commonAnnotations));
  for (const entry of k.patchesJson6902) resources = applyPatch(files, folder, resources, entry);
  for (const replica of k.replicas) resources = setReplicas(resources, replica, config.replicas);
  for (const image of k.images) resources = resources.map(setImage(image, config.images));
  return k.replacements.length > 0 ? applyReplacements(files, folder, resources, k.replacements) : resources;
}

const isGiven = (pairs: JsonObject): boolean => Object.keys(pairs).length > 0;
