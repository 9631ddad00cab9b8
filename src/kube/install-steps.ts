import { isJsonObject } from './json.ts';
import type { Json, KubeObject } from './object.ts';

/** Name of the file that says in which order people install a repository, for programs; it lies beside the page that tells people. */
export const stepsFile = 'steps.yaml';

/** First field of that file, by which it is known. */
export const stepsVersion = 'steps/v1';

/** Group and version of what describes work by hand; no cluster serves it. */
export const handMade = 'gatehouse/v1';

/** A Helm repository that people name on the command line; with `oci://` what stands before the name of a chart in a registry. */
export type ChartRepository = KubeObject & {
  readonly apiVersion: typeof handMade;
  readonly kind: 'ChartRepository';
  readonly spec: { readonly url: string };
};

/** A release that people install with helm. It is no object of any cluster: it is what the file of steps and a file of values say together. */
export type ReleaseByHand = KubeObject & {
  readonly apiVersion: typeof handMade;
  readonly kind: 'Release';
  readonly spec: {
    readonly chart: string;
    readonly version: string;
    /** The Helm repository: its URL, or, where the lab is composed, the name of a `ChartRepository`. */
    readonly repository: string;
    readonly values: { readonly [key: string]: Json };
  };
};

/** What a person types to install a release; paths are relative to the folder of the file of steps. */
export interface InstallStep {
  readonly install: {
    readonly name: string;
    readonly namespace: string;
    readonly chart: string;
    readonly version: string;
    readonly repository: string;
    readonly values: string;
  };
}

/** A folder that kubectl applies by kustomize, and the workloads that are waited for then, as `Kind/namespace/name`. */
export interface ApplyStep {
  readonly apply: string;
  readonly wait?: readonly string[];
}

/** An encrypted file that is decrypted and applied. */
export interface DecryptStep {
  readonly decrypt: string;
}

/** One step of installing a repository by hand. */
export type Step = ApplyStep | InstallStep | DecryptStep;

/** How long each wait takes at most. */
export const stepTimeout = { text: '5m', seconds: 300 } as const;

/** The command of a step, and those that wait for what it brings; `folder` holds the file of steps. */
export function commandsOf(step: Step, folder: string): readonly string[] {
  const at = (path: string) => (folder === '' ? path : `${folder}/${path}`);
  if ('decrypt' in step) return [`sops --decrypt ${at(step.decrypt)} | kubectl apply --server-side -f -`];
  if ('install' in step) {
    const { name, namespace, chart, version, repository, values } = step.install;
    const from = repository.startsWith('oci://')
      ? `${repository.replace(/\/+$/, '')}/${chart}`
      : `${chart} --repo ${repository}`;
    return [
      `helm upgrade --install ${name} ${from} --version ${version} --namespace ${namespace} --values ${at(values)} --wait --timeout ${stepTimeout.text}`,
    ];
  }
  const waits = (step.wait ?? []).map((ref) => {
    const [kind = '', namespace = '', name = ''] = ref.split('/');
    return `kubectl -n ${namespace} rollout status ${kind.toLowerCase()}/${name} --timeout=${stepTimeout.text}`;
  });
  return [`kubectl apply --server-side -k ${at(step.apply)}`, ...waits];
}

/** The steps of a file of steps; undefined when it is none. Throws nothing: what is no step is left out and told by its index. */
export function readSteps(
  value: Json | undefined,
): { readonly steps: readonly Step[]; readonly broken: readonly number[] } | undefined {
  if (!isJsonObject(value) || value.gatehouse !== stepsVersion || !Array.isArray(value.steps)) return undefined;
  const read = value.steps.map(readStep);
  return {
    steps: read.filter((step) => step !== undefined),
    broken: read.flatMap((step, index) => (step === undefined ? [index] : [])),
  };
}

function readStep(value: Json): Step | undefined {
  if (!isJsonObject(value)) return undefined;
  if (typeof value.decrypt === 'string') return { decrypt: value.decrypt };
  if (typeof value.apply === 'string') {
    const wait = Array.isArray(value.wait) ? value.wait.filter((ref) => typeof ref === 'string') : [];
    return { apply: value.apply, ...(wait.length > 0 && { wait }) };
  }
  if (!isJsonObject(value.install)) return undefined;
  const { name, namespace, chart, version, repository, values } = value.install;
  const texts = [name, namespace, chart, version, repository, values];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  const [a, b, c, d, e, f] = texts as [string, string, string, string, string, string];
  return { install: { name: a, namespace: b, chart: c, version: d, repository: e, values: f } };
}
