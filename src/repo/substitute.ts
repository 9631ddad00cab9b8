import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { isSealed, sealedText } from '../kube/sealed.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { type LookUp, SubstitutionError, substitute } from './envsubst.ts';
import { writeGoYaml } from './go-yaml-text.ts';
import { textsOf } from './kustomize/resource.ts';
import { substituteScalars } from './substitute-scalars.ts';

/** Data of a ConfigMap or decoded Secret in the namespace of the Kustomization; undefined when there is none. */
export type SubstituteSource = (
  kind: 'ConfigMap' | 'Secret',
  name: string,
) => Readonly<Record<string, string>> | undefined;

/** A post-build substitution that Flux refuses, in its words after `post build failed for '…': `. */
export class PostBuildError extends Error {
  /** What would make it known, where the variables may well be there: made by hand, or by another program. */
  readonly knownBy: string | undefined;
  /** Whether a ConfigMap or Secret of variables is not there. */
  readonly lacksSource: boolean;

  constructor(message: string, { knownBy, lacksSource = false }: { knownBy?: string; lacksSource?: boolean } = {}) {
    super(message);
    this.knownBy = knownBy;
    this.lacksSource = lacksSource;
  }
}

const disabled = 'kustomize.toolkit.fluxcd.io/substitute';
const variableName = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

/** Whether an object wants no substitution. */
export const isSubstitutionDisabled = (object: JsonObject): boolean =>
  textsOf(object, 'labels')[disabled] === 'disabled' || textsOf(object, 'annotations')[disabled] === 'disabled';

/**
 * Variables of `spec.postBuild`: sources in order, inline ones over all, line breaks removed (fluxcd/pkg kustomize_varsub.go). `takeSecret` is
 * told of a Secret that is not there; when left out, that is refused as Flux refuses it.
 */
export function loadVariables(
  postBuild: JsonObject,
  source: SubstituteSource,
  takeSecret?: (name: string) => void,
): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const references = (Array.isArray(postBuild.substituteFrom) ? postBuild.substituteFrom : []) as readonly Json[];
  for (const reference of references.filter(isJsonObject)) {
    const kind = reference.kind === 'Secret' ? 'Secret' : 'ConfigMap';
    const name = String(reference.name);
    const data = source(kind, name);
    if (!data) {
      if (reference.optional === true) continue;
      if (kind === 'Secret' && takeSecret) {
        takeSecret(name);
        continue;
      }
      throw missingSource(kind, name);
    }
    for (const [key, value] of Object.entries(data)) variables.set(key, readable(key, value).replaceAll('\n', ''));
  }
  const inline = isJsonObject(postBuild.substitute) ? postBuild.substitute : {};
  for (const [key, value] of Object.entries(inline)) variables.set(key, String(value).replaceAll('\n', ''));
  return variables;
}

/** What nobody writes down is made by hand or by another program: its values are not known. */
function missingSource(kind: 'ConfigMap' | 'Secret', name: string): PostBuildError {
  const message = `substitute from '${kind}/${name}' error: ${kind.toLowerCase()}s "${name}" not found`;
  const knownBy = `the ${kind} ${name} in the repository${kind === 'Secret' ? ', encrypted or not' : ''}`;
  return new PostBuildError(message, { knownBy, lacksSource: true });
}

/** A value, or for one that only a key could decrypt a short text in its place. */
const readable = (key: string, value: string): string => (isSealed(value) ? sealedText(key) : value);

/**
 * The object with `${…}` replaced in its YAML text, which is then read again: values take the type YAML gives them.
 * With no variables nothing happens unless the strategy is `Always`. `otherwise` gives a value to those that have none and no default.
 */
export function substituteObject(
  object: JsonObject,
  variables: ReadonlyMap<string, string>,
  options: { always: boolean; strict: boolean; otherwise?: ((name: string) => string) | undefined },
): JsonObject {
  if (variables.size === 0 && !options.always && !options.otherwise) return object;
  for (const name of variables.keys()) {
    if (!variableName.test(name)) {
      const rule = '^[_[:alpha:]][_[:alpha:][:digit:]]*$';
      throw new PostBuildError(`envsubst error: '${name}' var name is invalid, must match '${rule}'`);
    }
  }
  // Without a dollar sign the text comes out as it went in.
  if (!hasDollar(object)) return object;
  const lookUp: LookUp = (name, hasDefault) =>
    variables.get(name) ?? (hasDefault ? undefined : options.otherwise?.(name));
  return substituteScalars(object, lookUp, options.strict) ?? substituteText(object, lookUp, options.strict);
}

/** The object through its whole text, as Flux does it. */
function substituteText(object: JsonObject, lookUp: LookUp, strict: boolean): JsonObject {
  const { documents, findings } = readDocuments(replaceIn(writeGoYaml(object), lookUp, strict), '');
  const broken = findings.find((finding) => finding.severity === 'error');
  const value = documents[0]?.value;
  if (broken || !isJsonObject(value)) {
    const reason = broken
      ? `error converting YAML to JSON: yaml: line ${broken.line ?? 1}: ${broken.message}`
      : 'no object';
    throw new PostBuildError(`envsubst error: YAMLToJSON: ${reason}`);
  }
  return value;
}

function replaceIn(text: string, lookUp: LookUp, strict: boolean): string {
  try {
    return substitute(text, lookUp, strict);
  } catch (thrown) {
    if (!(thrown instanceof SubstitutionError || thrown instanceof RangeError)) throw thrown;
    throw new PostBuildError(`envsubst error: variable substitution failed: ${thrown.message}`);
  }
}

function hasDollar(value: Json): boolean {
  if (typeof value === 'string') return value.includes('$');
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasDollar);
  return Object.entries(value).some(([key, inner]) => key.includes('$') || hasDollar(inner));
}
