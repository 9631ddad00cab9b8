import type { FileTree } from '../core/file-tree.ts';
import { isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { documentsOf, isYamlFile } from './documents.ts';

/** Minor of Flux 2 since which a variable without value is refused unless the feature gate says otherwise. */
const strictSince = 9;

/** What becomes of a variable without value or default: it is refused, it comes to nothing, or either, as the version of Flux is not known. */
export type Strictness = 'refused' | 'empty' | 'open';

const known = new WeakMap<FileTree, Strictness>();

/**
 * What becomes of a variable without value or default: the gate StrictPostBuildSubstitutions is on since Flux 2.9
 * (kustomize-controller internal/features/features.go). Which version it is the repository may say: in the FluxInstance, in the chart that
 * makes one or its values, or in the labels of what `flux bootstrap` wrote. The gate itself, in the arguments of the controller or in a patch
 * of them, decides whatever the version is.
 */
export function strictnessOf(tree: FileTree): Strictness {
  const answer = known.get(tree) ?? gateOf(tree) ?? strictnessSince(minorOf(tree));
  known.set(tree, answer);
  return answer;
}

const strictnessSince = (minor: number | undefined): Strictness =>
  minor === undefined ? 'open' : minor >= strictSince ? 'refused' : 'empty';

const gate = /^[^#\n]*\bStrictPostBuildSubstitutions=(true|false)\b/m;

/** What the repository says of the gate; undefined where nothing is said of it. */
function gateOf(tree: FileTree): Strictness | undefined {
  for (const file of tree.keys()) {
    const said = isYamlFile(file) ? gate.exec(tree.get(file) ?? '')?.[1] : undefined;
    if (said !== undefined) return said === 'true' ? 'refused' : 'empty';
  }
  return undefined;
}

const hint = /kind: FluxInstance|flux-instance|app\.kubernetes\.io\/part-of: flux|^instance:$/m;

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

/**
 * Minor of the version of Flux 2 that an object names: a FluxInstance, the chart that makes one, values of that chart in a file of their own, or
 * what `flux bootstrap` wrote; 0 for what came before Flux 2.0.
 */
export function namedFluxMinor(value: Json): number | undefined {
  const [, major, minor] = /^v?([02])\.(\d+)/.exec(versionIn(value) ?? '') ?? [];
  if (minor === undefined) return undefined;
  return major === '0' ? 0 : Number(minor);
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
  if (value.kind === undefined) return textOf(at(value, 'instance', 'distribution', 'version'));
  return undefined;
}

const at = (value: Json, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((inner, key) => (isJsonObject(inner) ? inner[key] : undefined), value);

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
