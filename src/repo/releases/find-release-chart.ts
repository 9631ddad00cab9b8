import type { WantedChart } from '../../charts/contract.ts';
import type { FileTree } from '../../core/file-tree.ts';
import { handMade } from '../../kube/install-steps.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { specOf } from '../flux-objects.ts';
import { chartIn, chartInRegistry, valuesFilesIn } from './wanted-chart.ts';

/** Where the sources of charts stand. */
export interface Surroundings {
  readonly tree: FileTree;
  /** Sources that stand for this repository, as `Kind/namespace/name`. */
  readonly local: ReadonlySet<string>;
  readonly find: (kind: string, name: string, namespace: string) => UnknownObject | undefined;
}

/** The chart that a release asks for, or why it cannot be looked for. */
export type ReleaseChart = WantedChart | { readonly name: string; readonly unknown: string };

/** Whether a release is installed with helm, by people or by Argo CD. */
export const isByHand = ({ apiVersion, kind }: UnknownObject): boolean => apiVersion === handMade && kind === 'Release';

/** The chart of a release by hand, or of a HelmRelease, from the objects of its repository (helm-controller internal/controller/helmrelease_controller.go). */
export function findReleaseChart(release: UnknownObject, surroundings: Surroundings): ReleaseChart {
  const { chart, chartRef } = specOf(release);
  const namespace = release.metadata.namespace ?? '';
  if (isByHand(release)) {
    const { repository, version, path } = specOf(release);
    if (typeof path === 'string') return { name: path, source: { type: 'files', tree: surroundings.tree, path } };
    return chartIn(String(repository), String(chart), String(version));
  }
  if (isJsonObject(chartRef)) return byReference(chartRef, namespace, surroundings);
  const spec = isJsonObject(chart) && isJsonObject(chart.spec) ? chart.spec : {};
  return fromSource(spec, namespace, surroundings);
}

function byReference(reference: JsonObject, own: string, { find }: Surroundings): ReleaseChart {
  const [kind, name, namespace] = [String(reference.kind), String(reference.name), textOr(reference.namespace, own)];
  if (kind !== 'OCIRepository') return { name, unknown: `what ${kind} '${name}' holds is not looked at` };
  const source = find(kind, name, namespace);
  if (typeof source?.spec !== 'object') return { name, unknown: `OCIRepository '${namespace}/${name}' is in no file` };
  const spec = specOf(source);
  if (typeof spec.url !== 'string') return { name, unknown: `OCIRepository '${namespace}/${name}' has no url` };
  const found = chartInRegistry({ url: spec.url, ref: isJsonObject(spec.ref) ? textsOf(spec.ref) : {} });
  return 'wanted' in found ? found.wanted : found;
}

function fromSource(spec: JsonObject, own: string, surroundings: Surroundings): ReleaseChart {
  const name = textOr(spec.chart, '');
  const reference = isJsonObject(spec.sourceRef) ? spec.sourceRef : {};
  const [kind, source, namespace] = [String(reference.kind), String(reference.name), textOr(reference.namespace, own)];
  if (kind === 'HelmRepository') {
    const found = surroundings.find(kind, source, namespace);
    const url = found && specOf(found).url;
    if (typeof url !== 'string') return { name, unknown: `HelmRepository '${namespace}/${source}' is in no file` };
    const range = typeof spec.version === 'string' ? spec.version : undefined;
    return { ...chartIn(url, name, range), ...valuesFilesIn(spec) };
  }
  if (!surroundings.local.has(`${kind}/${namespace}/${source}`))
    return { name, unknown: `chart '${name}' is in ${kind} '${namespace}/${source}', which is not this repository` };
  return { name, source: { type: 'files', tree: surroundings.tree, path: name }, ...valuesFilesIn(spec) };
}

const textOr = (value: unknown, other: string): string => (typeof value === 'string' && value !== '' ? value : other);

const textsOf = (ref: JsonObject): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(ref).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
