import { compareText, type Finding, notKnown } from '../core/finding.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { holdsSealed, sealedText } from '../kube/sealed.ts';
import { advice, failed, finding, type KustomizationBuild } from './build-findings.ts';
import type { Strictness } from './flux-version.ts';
import { currentId, printGvk, type Resource } from './kustomize/resource.ts';
import { DecryptionError, type DecryptObject, isEncrypted } from './sops.ts';
import {
  isSubstitutionDisabled,
  loadVariables,
  PostBuildError,
  type SubstituteSource,
  substituteObject,
} from './substitute.ts';

/** Decryption and substitution of each object, then the check for secrets that stayed encrypted. */
export function finishBuild(
  resources: readonly Resource[],
  spec: JsonObject,
  source: SubstituteSource,
  { ref, strictness, decrypt, unknownSecrets }: FinishOptions,
): KustomizationBuild {
  const unknown = { secrets: new Set<string>(), variables: new Set<string>(), unset: new Set<string>() };
  const objects: SourcedObject[] = [];
  const asked = { strictness, unknown, takesSecrets: unknownSecrets === true };
  const decrypts = isJsonObject(spec.decryption);
  const replace = isJsonObject(spec.postBuild) ? replacer(spec.postBuild, source, asked) : undefined;
  for (const resource of resources) {
    try {
      const plain = decrypts && isEncrypted(resource.object) ? decrypt(resource.object) : resource.object;
      objects.push({ object: (replace?.(plain) ?? plain) as UnknownObject, origin: resource.origin });
    } catch (thrown) {
      if (thrown instanceof DecryptionError) return notDecrypted(resource, ref, thrown);
      if (!(thrown instanceof PostBuildError)) throw thrown;
      const id = currentId(resource);
      const message = `post build failed for '${printGvk(id)}/${id.name}': ${thrown.message}`;
      const reason =
        thrown.knownBy ?? (holdsSealed(thrown.message) ? 'the values that only the key decrypts' : undefined);
      if (reason !== undefined) {
        const { why } = advice['substitution-failed']!;
        const { file, line } = resource.origin;
        const found = notKnown({
          code: 'substitution-not-known',
          message,
          object: ref,
          file,
          line,
          why,
          knownBy: reason,
        });
        return {
          ...failed({ reason: 'NotModelled', message }, [found]),
          ...(thrown.lacksSource && { lacksSource: true }),
        };
      }
      const findings = [finding('substitution-failed', message, ref, resource.origin)];
      return {
        ...failed({ reason: 'BuildFailed', message }, findings),
        ...(thrown.lacksSource && { lacksSource: true }),
      };
    }
  }
  const locked = objects.find(({ object }) => object.kind === 'Secret' && isEncrypted(object as JsonObject));
  if (!locked) return { objects, ...openVariables(unknown, ref) };
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

/** How a build is finished. */
export interface FinishOptions {
  readonly ref: string;
  readonly strictness: Strictness;
  readonly decrypt: DecryptObject;
  readonly unknownSecrets?: boolean | undefined;
}

/** What is gathered of values that are not known. */
interface Gathered {
  readonly secrets: Set<string>;
  readonly variables: Set<string>;
  /** Variables that nothing gives a value, where it is open what becomes of them. */
  readonly unset: Set<string>;
}

/** What is said of variables that a Secret would bring which is in no file. */
function openVariables(gathered: Gathered, ref: string): Pick<KustomizationBuild, 'findings' | 'unknown'> {
  const [secrets, variables] = [[...gathered.secrets], [...gathered.variables].sort(compareText)];
  if (variables.length === 0) return { findings: unsetVariables(gathered, ref) };
  const found = notKnown({
    code: 'substitution-not-known',
    object: ref,
    message: `values of variables are not known: ${someOf(variables)}, which Secret ${secrets.join(' or ')} may hold`,
    why: 'variables come from Secrets in the cluster (fluxcd/pkg kustomize/kustomize_varsub.go), and no file here makes this one',
    knownBy: `the Secret ${secrets.join(' or ')} in the repository, encrypted or not`,
  });
  return { findings: [found], unknown: { secrets, variables } };
}

/** What is said of variables that nothing gives a value, where the version of Flux is not known. */
function unsetVariables({ unset }: Gathered, ref: string): readonly Finding[] {
  if (unset.size === 0) return [];
  return [
    notKnown({
      code: 'substitution-not-known',
      object: ref,
      message: `nothing gives these variables a value: ${someOf([...unset].sort(compareText))}`,
      why: 'Flux since 2.9 refuses a variable without value or default, an older one writes nothing in its place (StrictPostBuildSubstitutions, kustomize-controller internal/features/features.go)',
      knownBy: 'the version of Flux in a FluxInstance or gotk-components.yaml, or a value or default',
    }),
  ];
}

const someOf = (names: readonly string[]): string =>
  (names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names).join(', ');

/** What a `postBuild` makes of an object. Its variables are looked up once, when the first object wants them. */
function replacer(
  settings: JsonObject,
  source: SubstituteSource,
  { strictness, unknown, takesSecrets }: PostBuildOptions,
): (object: JsonObject) => JsonObject {
  const always = settings.substituteStrategy === 'Always';
  const guessInto = (gathered: Set<string>) => (name: string) => {
    gathered.add(name);
    return sealedText(name);
  };
  let variables: ReadonlyMap<string, string> | undefined;
  return (object) => {
    if (isSubstitutionDisabled(object)) return object;
    variables ??= loadVariables(settings, source, takesSecrets ? (name) => unknown.secrets.add(name) : undefined);
    const happens = always || variables.size > 0;
    const open = happens && strictness === 'open' ? guessInto(unknown.unset) : undefined;
    const otherwise = unknown.secrets.size > 0 ? guessInto(unknown.variables) : open;
    return substituteObject(object, variables, { always, strict: strictness === 'refused', otherwise });
  };
}

/** What is asked of substitution, and where what it does not know is gathered. */
interface PostBuildOptions {
  readonly strictness: Strictness;
  readonly unknown: Gathered;
  readonly takesSecrets: boolean;
}
