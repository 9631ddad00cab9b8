import type { FileTree } from '../core/file-tree.ts';
import { type Finding, notKnown } from '../core/finding.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import type { Origin, SourcedObject } from '../kube/origin.ts';
import { holdsSealed } from '../kube/sealed.ts';
import { isWrittenByBootstrap } from './bootstrap.ts';
import { isKubeObject } from './documents.ts';
import { isStrict } from './flux-version.ts';
import { foldersOf, resolvePath } from './folders.ts';
import { buildTarget } from './kustomize/build.ts';
import { fluxTarget } from './kustomize/generate.ts';
import { KustomizeError, prefixError } from './kustomize/kustomize-error.ts';
import type { BuildFiles } from './kustomize/loader.ts';
import { currentId, originalId, printGvk, type Resource } from './kustomize/resource.ts';
import { DecryptionError, type DecryptObject, isEncrypted, withUnknownValues } from './sops.ts';
import {
  isSubstitutionDisabled,
  loadVariables,
  PostBuildError,
  type SubstituteSource,
  substituteObject,
} from './substitute.ts';

/** Why Flux does not get as far as applying: reason and message of its Ready condition. */
export interface BuildFailure {
  readonly reason: 'ArtifactFailed' | 'BuildFailed' | 'ReconciliationFailed' | 'NotModelled';
  readonly message: string;
}

/** What a Kustomization comes to, or why it comes to nothing. */
export interface KustomizationBuild {
  /** In the order of the build; empty when it failed. */
  readonly objects: readonly SourcedObject[];
  readonly findings: readonly Finding[];
  readonly failure?: BuildFailure;
}

/** What a build depends on beside the files. */
export interface BuildOptions {
  /** Opens encrypted objects; their values stay unknown when left out. */
  readonly decrypt?: DecryptObject;
  /** Whether a variable without value is refused; as the files say when left out. */
  readonly strict?: boolean;
  /** Told of each file and folder that the build looks at. */
  readonly onRead?: (path: string) => void;
}

/** Where the controller unpacks an artifact: part of its messages (upstream adds a random number). */
const artifactRoot = '/tmp/kustomization-0';

/**
 * What Flux would apply for a Kustomization object, from the files of its source: kustomize build at its path, SOPS, substitution
 * (kustomize-controller internal/controller/kustomization_controller.go build). Without `decrypt` encrypted values stay unknown.
 * Never throws for what the files say: a refusal is a failure with Flux's message, and a finding.
 */
export function buildKustomization(
  tree: FileTree,
  kustomization: UnknownObject,
  source: SubstituteSource,
  { decrypt = withUnknownValues, strict = isStrict(tree), onRead }: BuildOptions = {},
): KustomizationBuild {
  const spec = isJsonObject(kustomization.spec) ? kustomization.spec : {};
  const path = typeof spec.path === 'string' ? spec.path : '';
  const folder = resolvePath('', path.startsWith('/') ? path : `./${path}`) ?? '';
  const ref = printRef(kustomization);
  if (!foldersOf(tree).has(folder)) {
    const kind = tree.has(folder) ? 'not a directory' : 'no such file or directory';
    const message = `kustomization path not found: stat ${artifactRoot}/${folder}: ${kind}`;
    return failed({ reason: 'ArtifactFailed', message }, [{ ...finding('kustomization-path-missing', message, ref) }]);
  }
  try {
    const isWrittenLater = (file: string) => isWrittenByBootstrap(tree, file);
    const resources = buildResources(tree, folder, spec, { isWrittenLater, ...(onRead && { onRead }) });
    const build = withoutPassedOver(finish(resources, spec, source, { ref, strict, decrypt }));
    return { ...build, findings: [...build.findings, ...renamedNamespaces(resources, kustomization)] };
  } catch (thrown) {
    if (thrown instanceof KustomizeError) return refused(thrown, ref);
    throw thrown;
  }
}

/** `kustomize build` of a folder, generating the kustomization file when there is none, as Flux does. */
export function buildFolder(tree: FileTree, folder: string): KustomizationBuild {
  if (!foldersOf(tree).has(folder)) {
    const message = `${folder || '.'}: no such folder`;
    return failed({ reason: 'ArtifactFailed', message }, [finding('kustomization-path-missing', message, undefined)]);
  }
  try {
    return withoutPassedOver({ objects: buildResources(tree, folder, {}).map(toSourced), findings: [] });
  } catch (thrown) {
    if (thrown instanceof KustomizeError) return refused(thrown, undefined);
    throw thrown;
  }
}

function buildResources(
  tree: FileTree,
  folder: string,
  spec: JsonObject,
  asked: Pick<BuildFiles, 'isWrittenLater' | 'onRead'> = {},
): readonly Resource[] {
  const files = { tree, root: artifactRoot, ...asked };
  const target = fluxTarget(files, folder, spec);
  try {
    return buildTarget(files, target);
  } catch (thrown) {
    throw prefixError('kustomize build failed', refusalOf(thrown));
  }
}

/** Input in a shape that nothing checks ends a build as a panic ends it upstream: with a message (kustomize_generator.go Build). */
function refusalOf(thrown: unknown): unknown {
  const broken = thrown instanceof TypeError || thrown instanceof SyntaxError;
  return broken ? new KustomizeError(`recovered from kustomize build panic: ${thrown.message}`) : thrown;
}

/**
 * Namespace objects that `targetNamespace` or the `namespace` of a kustomization file has renamed: the one that was written is not made,
 * and the one it is called now belongs to this Kustomization, to be pruned with it (api/filters/namespace/namespace.go metaNamespaceHack).
 * A name that no Namespace can have, such as `_`, is written there to be renamed.
 */
function renamedNamespaces(resources: readonly Resource[], kustomization: UnknownObject): readonly Finding[] {
  return resources.flatMap((resource) => {
    const written = originalId(resource).name;
    const { kind, group, name } = currentId(resource);
    if (kind !== 'Namespace' || group !== '' || written === name || !isNamespaceName(written)) return [];
    const message = `Namespace ${written} is applied as Namespace ${name}: the namespace that the build sets renames Namespace objects, too`;
    return [{ ...finding('namespace-renamed', message, printRef(kustomization), resource.origin) }];
  });
}

/** Names of Namespaces are labels of DNS (apimachinery pkg/util/validation IsDNS1123Label). */
const isNamespaceName = (name: string): boolean => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);

/** Flux passes over what is no object to it, without a word (fluxcd/pkg ssa/utils/is.go IsKubernetesObject). */
function withoutPassedOver(build: KustomizationBuild): KustomizationBuild {
  const passedOver = build.objects.filter(({ object }) => !isKubeObject(object));
  if (passedOver.length === 0) return build;
  const findings = passedOver.map(({ object, origin }) => {
    const message = `${String(object.kind)} is not applied: apiVersion, kind and metadata.name must all be texts`;
    return finding('object-passed-over', message, undefined, origin);
  });
  const objects = build.objects.filter(({ object }) => isKubeObject(object));
  return { ...build, objects, findings: [...build.findings, ...findings] };
}

const toSourced = (resource: Resource): SourcedObject => ({
  object: resource.object as UnknownObject,
  origin: resource.origin,
});

const failed = (failure: BuildFailure, findings: readonly Finding[]): KustomizationBuild => ({
  objects: [],
  findings,
  failure,
});

/** The upstream rule and the next action behind each way a build can fail. */
const advice: Readonly<Record<string, Pick<Finding, 'why' | 'hint'>>> = {
  'kustomization-path-missing': {
    why: 'the path is looked up in the artifact of the source (kustomize-controller internal/controller/kustomization_controller.go reconcile)',
    hint: 'correct spec.path: it counts from the root of the repository',
  },
  'object-passed-over': {
    why: 'what is no object to Flux is left out without a word (fluxcd/pkg ssa/utils/is.go IsKubernetesObject)',
    hint: 'correct the field, or put it in quotes if it looks like a number',
  },
  'kustomize-build-failed': {
    why: 'Flux applies nothing of a Kustomization that cannot be built (fluxcd/pkg kustomize/kustomize_generator.go)',
    hint: 'kubectl kustomize FOLDER shows the same refusal',
  },
  'kustomize-build-not-known': {
    why: 'Flux fetches and runs what a kustomization file asks for (fluxcd/pkg kustomize/kustomize_generator.go); here only the files of the repository are read',
  },
  'namespace-renamed': {
    why: 'kustomize gives a Namespace the name of the target namespace (api/filters/namespace/namespace.go), and Flux deletes with the Kustomization what it applied',
    hint: 'leave targetNamespace out where the folder holds Namespaces: put `namespace:` into a kustomization.yaml of the folder below',
  },
  'substitution-failed': {
    why: 'a variable without value or default is an error (fluxcd/pkg envsubst; StrictPostBuildSubstitutions since Flux 2.9)',
    hint: 'give the variable a value in postBuild, a default, or write two dollar signs for a literal one',
  },
  'decryption-failed': {
    why: 'one object that cannot be decrypted stops the whole Kustomization (kustomize-controller internal/controller/kustomization_controller.go build)',
    hint: 'put the identity of one of its recipients into the Secret of the key, under a name that ends in .agekey',
  },
  'decryption-not-configured': {
    why: 'encrypted Secrets are refused without spec.decryption (kustomize-controller internal/controller/kustomization_controller.go apply)',
    hint: 'add decryption with provider sops and the secret of the key to the Kustomization',
  },
};

const finding = (code: string, message: string, object: string | undefined, origin?: Partial<Origin>): Finding => ({
  code,
  severity: 'error',
  message,
  ...advice[code],
  ...(object && { object }),
  ...(origin?.file && { file: origin.file, line: origin.line ?? 1 }),
});

/** What kustomize may well build, and only this one cannot. */
function notFollowed({ message, file, line }: KustomizeError, ref: string | undefined, knownBy: string) {
  const { why } = advice['kustomize-build-not-known']!;
  const place = file === undefined ? {} : { file, line: line ?? 1 };
  const found = notKnown({
    code: 'kustomize-build-not-known',
    message,
    why,
    ...(ref && { object: ref }),
    ...place,
    knownBy,
  });
  return failed({ reason: 'NotModelled', message }, [found]);
}

function refused(error: KustomizeError, ref: string | undefined): KustomizationBuild {
  if (error.knownBy !== undefined) return notFollowed(error, ref, error.knownBy);
  const place = { file: error.file, line: error.line };
  const findings =
    error.findings.length > 0 ? error.findings : [finding('kustomize-build-failed', error.message, ref, place)];
  return failed({ reason: 'BuildFailed', message: error.message }, findings);
}

/** Decryption and substitution of each object, then the check for secrets that stayed encrypted. */
function finish(
  resources: readonly Resource[],
  spec: JsonObject,
  source: SubstituteSource,
  { ref, strict, decrypt }: { readonly ref: string; readonly strict: boolean; readonly decrypt: DecryptObject },
): KustomizationBuild {
  const objects: SourcedObject[] = [];
  const decrypts = isJsonObject(spec.decryption);
  for (const resource of resources) {
    try {
      const plain = decrypts && isEncrypted(resource.object) ? decrypt(resource.object) : resource.object;
      const object = isJsonObject(spec.postBuild) ? postBuild(plain, spec.postBuild, source, strict) : plain;
      objects.push({ object: object as UnknownObject, origin: resource.origin });
    } catch (thrown) {
      if (thrown instanceof DecryptionError) return notDecrypted(resource, ref, thrown);
      if (!(thrown instanceof PostBuildError)) throw thrown;
      const id = currentId(resource);
      const message = `post build failed for '${printGvk(id)}/${id.name}': ${thrown.message}`;
      const unknown =
        thrown.knownBy ?? (holdsSealed(thrown.message) ? 'the values that only the key decrypts' : undefined);
      if (unknown !== undefined) {
        const { why } = advice['substitution-failed']!;
        const { file, line } = resource.origin;
        const found = notKnown({
          code: 'substitution-not-known',
          message,
          object: ref,
          file,
          line,
          why,
          knownBy: unknown,
        });
        return failed({ reason: 'NotModelled', message }, [found]);
      }
      return failed({ reason: 'BuildFailed', message }, [
        finding('substitution-failed', message, ref, resource.origin),
      ]);
    }
  }
  const locked = objects.find(({ object }) => object.kind === 'Secret' && isEncrypted(object as JsonObject));
  if (!locked) return { objects, findings: [] };
  const message = `${printRef(locked.object)} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`;
  return failed({ reason: 'ReconciliationFailed', message }, [
    finding('decryption-not-configured', message, ref, locked.origin),
  ]);
}

function notDecrypted(resource: Resource, ref: string, { message: reason }: DecryptionError): KustomizationBuild {
  const id = currentId(resource);
  const message = `decryption failed for '${printGvk(id)}/${id.name}': ${reason}`;
  return failed({ reason: 'BuildFailed', message }, [finding('decryption-failed', message, ref, resource.origin)]);
}

function postBuild(object: JsonObject, settings: JsonObject, source: SubstituteSource, strict: boolean): JsonObject {
  if (isSubstitutionDisabled(object)) return object;
  const always = settings.substituteStrategy === 'Always';
  return substituteObject(object, loadVariables(settings, source), { always, strict });
}
