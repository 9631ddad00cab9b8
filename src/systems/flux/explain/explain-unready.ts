import type { ChartOutline } from '../../../charts/contract.ts';
import type { FirstCause } from '../../../check/observed.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { conditionOf, type UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { type HelmRelease, helmReleaseKind } from '../read-objects.ts';
import { explainMissingKind } from './explain-missing-kind.ts';
import { explainSuspended } from './explain-suspended.ts';

/** Why a Kustomization or a HelmRelease is not ready, where its condition has a cause that can be named; undefined where it says all. */
export async function explainUnready(
  cluster: Cluster,
  object: UnknownObject,
  { charts = [] }: { readonly charts?: readonly ChartOutline[] },
): Promise<FirstCause | undefined> {
  const suspended = await explainSuspended(cluster, object);
  if (suspended) return suspended;
  const message = conditionOf(object, 'Ready')?.message ?? '';
  if (object.kind !== helmReleaseKind.kind) {
    return namespaceMissing(object, message) ?? (await explainMissingKind(cluster, object, message, charts));
  }
  return (
    (await valuesMissing(cluster, object, message)) ??
    valuesRefused(object as HelmRelease, message, charts) ??
    givenUp(object as HelmRelease, message)
  );
}

/** The API server's words for an object in a namespace that is not there (apiserver pkg/admission/plugin/namespace/lifecycle). */
function namespaceMissing(object: UnknownObject, message: string): FirstCause | undefined {
  const name = /namespaces "([^"]+)" not found/.exec(message)?.[1];
  if (name === undefined) return undefined;
  return {
    code: 'namespace-missing',
    object,
    message: message.trim(),
    hint: `add a Namespace ${name} to the same Kustomization: it is applied before what it holds`,
  };
}

/** A ConfigMap or Secret of `valuesFrom` that is not there (fluxcd/pkg chartutil/values.go). */
async function valuesMissing(
  cluster: Cluster,
  object: UnknownObject,
  message: string,
): Promise<FirstCause | undefined> {
  const found = /^could not resolve ConfigMap chart values reference '([^/]+)\/([^']+)' .* not found$/.exec(message);
  if (!found) return undefined;
  const [, namespace = '', name = ''] = found;
  const there = (await cluster.list(kinds.ConfigMap, { namespace })).map(({ metadata }) => metadata.name);
  const hashed = there.find(
    (each) => each.startsWith(`${name}-`) && /^[0-9a-z]{10}$/.test(each.slice(name.length + 1)),
  );
  const hint = hashed
    ? `the generated ConfigMap is called ${hashed}: say disableNameSuffixHash: true, or add a nameReference for HelmRelease spec/valuesFrom/name to the configurations of the kustomization file`
    : `add ConfigMap ${namespace}/${name}, or say optional: true`;
  return { code: 'values-source-not-there', object, message, hint };
}

/** Values that the chart's schema refuses; the model of the chart knows what they are called now. */
function valuesRefused(object: HelmRelease, message: string, charts: readonly ChartOutline[]): FirstCause | undefined {
  if (!message.includes("values don't meet the specifications of the schema(s)")) return undefined;
  const advice = charts.map(({ adviseOnRefusal }) => adviseOnRefusal?.(message)).find(Boolean);
  return {
    code: 'chart-values-refused',
    object,
    message: message.trim(),
    hint: advice ?? 'correct the values that the message names: the values.yaml of this chart version lists them',
  };
}

/** An install that failed for the last time (helm-controller internal/reconcile/atomic_release.go, reason RetriesExceeded). */
function givenUp(object: HelmRelease, message: string): FirstCause | undefined {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status !== 'True' || stalled.reason !== 'RetriesExceeded') return undefined;
  return {
    code: 'release-given-up',
    object,
    message: `${message.trim()} (${stalled.message ?? stalled.reason}: it is not tried again)`,
    hint: 'mend what the message names, and set install.remediation.retries, so that a failure that passes is tried again',
  };
}
