import type { Finding } from '../core/finding.ts';
import type { Origin, SourcedObject } from '../kube/origin.ts';

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
  /** It failed for want of a ConfigMap or Secret of variables. */
  readonly lacksSource?: true;
  /** Secrets of variables that are not there, and the variables that would come of them: their values are not known. */
  readonly unknown?: UnknownVariables;
}

/** Variables whose values are not known, and the Secrets that may hold them. */
export interface UnknownVariables {
  readonly secrets: readonly string[];
  readonly variables: readonly string[];
}

/** A build that comes to nothing. */
export const failed = (failure: BuildFailure, findings: readonly Finding[]): KustomizationBuild => ({
  objects: [],
  findings,
  failure,
});

/** The upstream rule and the next action behind each way a build can fail. */
export const advice: Readonly<Record<string, Pick<Finding, 'why' | 'hint'>>> = {
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

/** A finding of a build, with the advice for its code. */
export const finding = (
  code: string,
  message: string,
  object: string | undefined,
  origin?: Partial<Origin>,
): Finding => ({
  code,
  severity: 'error',
  message,
  ...advice[code],
  ...(object && { object }),
  ...(origin?.file && { file: origin.file, line: origin.line ?? 1 }),
});
