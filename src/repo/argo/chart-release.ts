import { mergeValues } from '../../charts/merge-values.ts';
import type { FileTree } from '../../core/file-tree.ts';
import { handMade } from '../../kube/install-steps.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { resolvePath } from '../folders.ts';
import { setValue } from '../releases/set-value.ts';
import { type Application, holdsTemplate } from './application.ts';

type Values = { [key: string]: Json };

/** Where values of a chart are read from: the files, and the sources of the Application that others name by `$ref`. */
export interface ValueSources {
  readonly tree: FileTree;
  /** Why what a `ref` names cannot be read here; undefined where it is this repository. */
  readonly whyNot: (ref: string) => string | undefined;
}

/**
 * What an Application has Helm render, as a release (argo-cd reposerver/repository/repository.go helmTemplate), or why its values are not known.
 * `path` is the folder of the chart where it stands in this repository.
 */
export function releaseOf(
  { object, writtenAs }: Application,
  source: JsonObject,
  { namespace, path, ...sources }: ValueSources & { readonly namespace: string; readonly path?: string },
): SourcedObject | string {
  const helm = isJsonObject(source.helm) ? source.helm : {};
  const { chart: named, repoURL, targetRevision } = source;
  if (path === undefined && holdsTemplate(`${named}${repoURL}${targetRevision}`))
    return 'its source holds what only Argo CD fills in';
  const values = valuesOf(helm, path, sources);
  if (typeof values === 'string') return values;
  const name = typeof helm.releaseName === 'string' ? helm.releaseName : object.metadata.name;
  const chart =
    path === undefined ? { chart: named, repository: registryUrl(String(repoURL)), version: targetRevision } : { path };
  const release = { apiVersion: handMade, kind: 'Release', metadata: { name, namespace }, spec: { ...chart, values } };
  const { origin } = writtenAs;
  return { object: release as unknown as UnknownObject, ...(origin && { origin }) };
}

/** Registries of images are named without their protocol. */
const registryUrl = (url: string): string => (url.includes('://') ? url : `oci://${url}`);

/** Later ones win: files of values, values, parameters (argo-cd util/helm/cmd.go template). */
function valuesOf(helm: JsonObject, path: string | undefined, sources: ValueSources): Values | string {
  if (helm.fileParameters !== undefined) return 'its parameters are read from files';
  let result: Values = {};
  for (const file of Array.isArray(helm.valueFiles) ? helm.valueFiles.map(String) : []) {
    const read = readValues(file, path, sources);
    if (typeof read !== 'string') result = mergeValues(result, read) as Values;
    else if (read !== absent || helm.ignoreMissingValueFiles !== true)
      return read === absent ? `its file of values ${file} is not here` : read;
  }
  const own = isJsonObject(helm.valuesObject) ? (helm.valuesObject as Values) : parse(String(helm.values ?? ''));
  result = structuredClone(mergeValues(result, own) as Values);
  for (const each of Array.isArray(helm.parameters) ? helm.parameters : []) {
    if (!isJsonObject(each)) continue;
    const how = { literal: false, typed: each.forceString !== true };
    const problem = setValue(result, String(each.name), String(each.value ?? ''), how);
    if (problem !== undefined) return `its parameter ${String(each.name)} cannot be set: ${problem}`;
  }
  return result;
}

const absent = 'absent';

function readValues(file: string, path: string | undefined, { tree, whyNot }: ValueSources): Values | string {
  if (file.includes('://')) return `its values are read from ${file}`;
  const [, ref, rest = ''] = /^\$([^/]+)\/(.*)$/.exec(file) ?? [];
  if (ref !== undefined) {
    const reason = whyNot(ref);
    if (reason !== undefined) return reason;
  }
  if (ref === undefined && path === undefined) return 'its files of values stand in the chart';
  const resolved = ref === undefined ? resolvePath(path ?? '', file) : resolvePath('', rest);
  const text = resolved === undefined ? undefined : tree.get(resolved);
  return text === undefined ? absent : parse(text);
}

function parse(text: string): Values {
  const value = readDocuments(text, 'values').documents[0]?.value;
  return isJsonObject(value) ? (value as Values) : {};
}
