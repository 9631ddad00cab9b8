import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { isWrittenByBootstrap } from './bootstrap.ts';
import { failed, finding, type KustomizationBuild } from './build-findings.ts';
import { isKubeObject } from './documents.ts';
import { finishBuild } from './finish-build.ts';
import { type Strictness, strictnessOf } from './flux-version.ts';
import { foldersOf, resolvePath } from './folders.ts';
import { buildTarget } from './kustomize/build.ts';
import { fluxTarget } from './kustomize/generate.ts';
import { KustomizeError, prefixError } from './kustomize/kustomize-error.ts';
import type { BuildFiles } from './kustomize/loader.ts';
import { currentId, originalId, type Resource, textsOf } from './kustomize/resource.ts';
import { ownersOwn, refused } from './refused-build.ts';
import { type DecryptObject, withUnknownValues } from './sops.ts';
import type { SubstituteSource } from './substitute.ts';

/** What a build depends on beside the files. */
export interface BuildOptions {
  /** Opens encrypted objects; their values stay unknown when left out. */
  readonly decrypt?: DecryptObject;
  /** What becomes of a variable without value; as the files say when left out. */
  readonly strictness?: Strictness;
  /** Told of each file and folder that the build looks at. */
  readonly onRead?: (path: string) => void;
  /** Variables of Secrets that are not there are filled in with values that are not known, instead of refused. */
  readonly unknownSecrets?: boolean;
}

/** Where Flux is, unless told otherwise. */
const defaultNamespace = 'flux-system';

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
  { decrypt = withUnknownValues, strictness = strictnessOf(tree), onRead, unknownSecrets }: BuildOptions = {},
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
    const build = withoutPassedOver(finishBuild(resources, spec, source, { ref, strictness, decrypt, unknownSecrets }));
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
    if (thrown instanceof KustomizeError) return refused(ownersOwn(tree, thrown), undefined);
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
 * Namespace objects that `targetNamespace` or the `namespace` of a kustomization file has renamed to the one that the Kustomization itself
 * stands in: that is Flux's, and would be pruned with it (api/filters/namespace/namespace.go metaNamespaceHack). To be renamed to another one
 * is what many write there for, in a file that several folders share; a name that no Namespace can have, such as `_`, says so everywhere.
 */
function renamedNamespaces(resources: readonly Resource[], kustomization: UnknownObject): readonly Finding[] {
  return resources.flatMap((resource) => {
    const written = originalId(resource).name;
    const { kind, group, name } = currentId(resource);
    if (kind !== 'Namespace' || group !== '' || written === name || !isNamespaceName(written)) return [];
    const own = kustomization.metadata.namespace ?? defaultNamespace;
    if (name !== own || isKept(resource.object, kustomization)) return [];
    const message = `Namespace ${written} is applied as Namespace ${name}: the namespace that the build sets renames Namespace objects, too`;
    return [{ ...finding('namespace-renamed', message, printRef(kustomization), resource.origin) }];
  });
}

/** Whether Flux never deletes it (kustomize-controller internal/controller/kustomization_controller.go prune). */
const isKept = (object: JsonObject, { spec }: UnknownObject): boolean =>
  (isJsonObject(spec) && spec.prune === false) ||
  [textsOf(object, 'labels'), textsOf(object, 'annotations')].some(
    (texts) => texts['kustomize.toolkit.fluxcd.io/prune'] === 'disabled',
  );

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
