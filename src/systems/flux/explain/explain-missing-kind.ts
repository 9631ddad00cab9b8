import type { ChartOutline } from '../../../charts/contract.ts';
import type { FirstCause } from '../../../check/observed.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { isJsonObject } from '../../../kube/json.ts';
import { conditionOf, printRef, type UnknownObject } from '../../../kube/object.ts';
import { chartInRegistry } from '../../../repo/releases/wanted-chart.ts';
import { type FluxSource, type HelmRelease, helmReleaseKind, ociRepositoryKind } from '../read-objects.ts';

const ownerLabels = ['kustomize.toolkit.fluxcd.io/namespace', 'kustomize.toolkit.fluxcd.io/name'] as const;

/**
 * A kind that is not served when a Kustomization is applied: which release is to bring it, and why it has not. Nothing of a
 * Kustomization is applied before its kinds are known (fluxcd/pkg ssa/manager_apply.go ApplyAllStaged).
 */
export async function explainMissingKind(
  cluster: Cluster,
  object: UnknownObject,
  message: string,
  charts: readonly ChartOutline[],
): Promise<FirstCause | undefined> {
  const found = /no matches for kind "([^"]+)" in version "([^"/]+)\/[^"]+"/.exec(message);
  if (!found) return undefined;
  const [, kind = '', group = ''] = found;
  const hint = await adviceOn(cluster, object, { kind, group }, charts);
  return { code: 'kind-not-there', object, message: message.trim(), hint };
}

async function adviceOn(
  cluster: Cluster,
  { metadata }: UnknownObject,
  { kind, group }: { readonly kind: string; readonly group: string },
  charts: readonly ChartOutline[],
): Promise<string> {
  const model = await modelOf(charts, group, kind);
  if (!model)
    return `nothing in the repository brings ${kind}: add what defines it, in a Kustomization that this one depends on`;
  const release = await releaseOf(cluster, model);
  if (!release)
    return `chart ${model.chart} brings ${kind}: let a Kustomization of its own install it, that this one depends on (in this one it comes too late, for nothing is applied before all kinds are known)`;
  const ref = printRef({ ...release, ...helmReleaseKind });
  const [namespace, name] = ownerLabels.map((label) => release.metadata.labels?.[label]);
  if (namespace === metadata.namespace && name === metadata.name) {
    return `${ref} of the same Kustomization brings ${kind}: put the objects of that kind into a Kustomization of their own that dependsOn the one of the release`;
  }
  if (conditionOf(release, 'Ready')?.status !== 'True') return `${ref}, which brings ${kind}, is not ready: see why`;
  return `${ref} is installed without its kinds: ${model.adviceOnKinds ?? `see the values of chart ${model.chart} that leave them out`}`;
}

async function modelOf(
  charts: readonly ChartOutline[],
  group: string,
  kind: string,
): Promise<ChartOutline | undefined> {
  for (const model of charts) {
    const { namespace, values } = model.usual;
    const crds = await model.crds({ name: model.chart, namespace, version: model.versions[0] ?? '', values });
    if (crds.some(({ spec }) => isJsonObject(spec) && spec.group === group && kindIn(spec) === kind)) return model;
  }
  return undefined;
}

const kindIn = ({ names }: Readonly<Record<string, unknown>>): unknown =>
  isJsonObject(names) ? names.kind : undefined;

/** The release of a chart: of those that name it, or that take it from an OCIRepository. */
async function releaseOf(cluster: Cluster, { chart }: ChartOutline): Promise<HelmRelease | undefined> {
  for (const release of await cluster.list<HelmRelease>(helmReleaseKind)) {
    if (release.spec.chart?.spec.chart === chart) return release;
    const { chartRef } = release.spec;
    if (chartRef?.kind !== 'OCIRepository') continue;
    const namespace = chartRef.namespace ?? release.metadata.namespace;
    const source = await cluster.get<FluxSource>(ociRepositoryKind, chartRef.name, namespace);
    if (source && chartInRegistry(source.spec).name === chart) return release;
  }
  return undefined;
}
