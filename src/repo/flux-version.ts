import type { FileTree } from '../core/file-tree.ts';
import { isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { documentsOf, isYamlFile } from './documents.ts';

/** Minor of Flux 2 since which a variable without value is refused unless the feature gate says otherwise. */
const strictSince = 9;

const known = new WeakMap<FileTree, boolean>();

/**
 * Whether a variable without value or default is refused: the gate StrictPostBuildSubstitutions is on since Flux 2.9
 * (kustomize-controller internal/features/features.go). The repository may say that it is an older one: in the FluxInstance, in the
 * chart that makes one, or in the labels of what `flux bootstrap` wrote. The gate itself, in the arguments of the controller or in a patch of
 * them, decides whatever the version is.
 */
export function isStrict(tree: FileTree): boolean {
  const answer = known.get(tree) ?? gateOf(tree) ?? (minorOf(tree) ?? strictSince) >= strictSince;
  known.set(tree, answer);
  return answer;
}

const gate = /^[^#\n]*\bStrictPostBuildSubstitutions=(true|false)\b/m;

/** What the repository says of the gate; undefined where nothing is said of it. */
function gateOf(tree: FileTree): boolean | undefined {
  for (const file of tree.keys()) {
    const said = isYamlFile(file) ? gate.exec(tree.get(file) ?? '')?.[1] : undefined;
    if (said !== undefined) return said === 'true';
  }
  return undefined;
}

const hint = /kind: FluxInstance|flux-instance|app\.kubernetes\.io\/part-of: flux/;

function minorOf(tree: FileTree): number | undefined {
  for (const file of tree.keys()) {
    if (!isYamlFile(file) || !hint.test(tree.get(file) ?? '')) continue;
    for (const { value } of documentsOf(tree, file)?.documents ?? []) {
      const minor = namedFluxMinor(value);
      if (minor !== undefined) return minor;
    }
  }
  return undefined;
}

/** Minor of the version of Flux 2 that an object names: a FluxInstance, the chart that makes one, or what `flux bootstrap` wrote. */
export function namedFluxMinor(value: Json): number | undefined {
  const minor = /^v?2\.(\d+)/.exec(versionIn(value) ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** The version of Flux that an object names. */
function versionIn(value: Json): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const labels = at(value, 'metadata', 'labels');
  if (isJsonObject(labels) && labels['app.kubernetes.io/part-of'] === 'flux') {
    return textOf(labels['app.kubernetes.io/version']);
  }
  if (value.kind === 'FluxInstance') return textOf(at(value, 'spec', 'distribution', 'version'));
  if (value.kind === 'HelmRelease') return textOf(at(value, 'spec', 'values', 'instance', 'distribution', 'version'));
  return undefined;
}

const at = (value: Json, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((inner, key) => (isJsonObject(inner) ? inner[key] : undefined), value);

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
