import type { FoundChart, Rendering } from '../../charts/contract.ts';
import { equalJson, isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';
import { buildResources } from '../kustomize/build.ts';
import { KustomizeError } from '../kustomize/kustomize-error.ts';
import { checkObject } from '../kustomize/loader.ts';
import { makeResource } from '../kustomize/resource.ts';

type Objects = readonly UnknownObject[];

/** What helm-controller does to what a chart renders (helm.toolkit.fluxcd.io/v2 HelmRelease). */
export interface AfterRendering {
  readonly postRenderers?: Json;
  /** `nohooks`, `combined` or `separate`: whether hooks are changed, too. Since Flux 2.9 `combined` where it is left out, as of helm 4. */
  readonly postRenderStrategy?: Json;
  readonly commonMetadata?: Json;
}

/**
 * What a release installs after its `postRenderers` and `commonMetadata` (helm-controller internal/postrender/build.go, kustomize.go,
 * common_renderer.go): patches and images of each renderer, in their order, by kustomize; definitions of `crds/` are left alone. Where
 * kustomize refuses, so does Flux; not so where the objects it refuses are only near those of the chart.
 */
export function postRender(rendering: Rendering, chart: FoundChart, spec: AfterRendering): Rendering {
  if (rendering.error !== undefined || rendering.notKnown !== undefined) return rendering;
  const kustomizations = listOf(spec.postRenderers)
    .map(({ kustomize }) => kustomize)
    .filter(isJsonObject);
  try {
    const { objects, notes } = runAll(rendering.objects, kustomizations, spec.postRenderStrategy);
    const marked = objects.map((object) => withCommonMetadata(object, spec.commonMetadata));
    return { ...rendering, objects: marked, notes: [...rendering.notes, ...notes] };
  } catch (thrown) {
    if (!(thrown instanceof KustomizeError)) throw thrown;
    return refused(thrown, rendering, chart);
  }
}

function refused({ message, knownBy }: KustomizeError, rendering: Rendering, chart: FoundChart): Rendering {
  const nothing = { definitions: [], objects: [], unknown: rendering.unknown, notes: rendering.notes };
  const error = `error while running post render on files: ${message}`;
  const exact = chart.by === 'helm' || (chart.by === 'outline' && chart.fit === 'exact');
  if (exact && knownBy === undefined && rendering.unknown.length + rendering.notes.length === 0)
    return { ...nothing, error };
  const notKnown = `what chart '${chart.name}' installs after its postRenderers is not known: ${message}`;
  return { ...nothing, notKnown, knownBy: knownBy ?? 'the chart itself, and helm on PATH to render it' };
}

const listOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];

const isHook = ({ metadata }: UnknownObject): boolean => metadata.annotations?.['helm.sh/hook'] !== undefined;

/** Objects after all renderers, and what depends on the version of Flux. */
function runAll(objects: Objects, kustomizations: readonly JsonObject[], strategy: Json | undefined) {
  const run = (some: Objects) => kustomizations.reduce(runKustomize, some);
  const hooks = objects.filter(isHook);
  const plain = objects.filter((object) => !isHook(object));
  if (kustomizations.length === 0) return { objects, notes: [] };
  if (hooks.length === 0) return { objects: run(plain), notes: [] };
  if (strategy === 'nohooks') return { objects: [...run(plain), ...hooks], notes: [] };
  if (strategy === 'separate') return { objects: [...run(plain), ...run(hooks)], notes: [] };
  const combined = run(objects);
  const same = hooks.every((hook) => combined.some((object) => equalJson(object as Json, hook as Json)));
  return { objects: combined, notes: strategy === 'combined' || same ? [] : [hooksChanged] };
}

const hooksChanged =
  'postRenderers change hooks, as since Flux 2.9; before, most versions leave them (spec.postRenderStrategy says it)';

function runKustomize(objects: Objects, kustomize: JsonObject): Objects {
  const resources = objects.map((object) =>
    makeResource(checkObject(object as Json, 'helm-output.yaml'), {
      file: 'helm-output.yaml',
      line: 1,
      document: 0,
    }),
  );
  const patches = listOf(kustomize.patches).map(({ patch, target }) => ({
    ...(patch !== undefined && { patch }),
    ...(isJsonObject(target) && { target }),
  }));
  const fields = { patches, images: listOf(kustomize.images) } as Json;
  return buildResources(resources, fields).map(({ object }) => object as UnknownObject);
}

/** Labels and annotations for all, over those that are there. */
function withCommonMetadata(object: UnknownObject, common: Json | undefined): UnknownObject {
  if (!isJsonObject(common)) return object;
  const { metadata } = object;
  const over = (field: 'labels' | 'annotations') =>
    isJsonObject(common[field]) && {
      [field]: { ...metadata[field], ...(common[field] as Readonly<Record<string, string>>) },
    };
  return { ...object, metadata: { ...metadata, ...over('labels'), ...over('annotations') } };
}
