import { builtinResources } from '../../kube/builtin-resources.ts';
import { isJsonObject } from '../../kube/json.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { RepositoryObject } from '../repository.ts';
import { isByHand } from './find-release-chart.ts';
import { asRelease, labelForRelease, releaseNamespace } from './release.ts';
import type { RenderedRelease } from './rendered-release.ts';

/**
 * What releases install, as Helm and helm-controller write it: labelled, in the namespace of the release where the kind has namespaces.
 * The place of each is the values of its release. Tests that `helm test` runs are no part of it, and what stands in a file itself comes
 * before what a chart would make of the same name.
 */
export function placeObjects(
  releases: readonly RenderedRelease[],
  written: readonly SourcedObject[],
): readonly RepositoryObject[] {
  const seen = new Set(written.map(({ object }) => printRef(object)));
  const scopes = clusterScoped([
    ...written.map(({ object }) => object),
    ...releases.flatMap(({ rendering }) => rendering?.definitions ?? []),
    ...releases.flatMap(({ rendering }) => rendering?.objects ?? []),
  ]);
  return releases.flatMap((each) =>
    placeRelease(each, scopes).filter(({ object }) => {
      const ref = printRef(object);
      if (seen.has(ref)) return false;
      seen.add(ref);
      return true;
    }),
  );
}

function placeRelease({ release, chart, rendering }: RenderedRelease, scopes: ReadonlySet<string>) {
  if (!rendering || rendering.error !== undefined || rendering.notKnown !== undefined) return [];
  const owner = asRelease(release.object);
  const namespace = releaseNamespace(owner);
  const origin = release.origin && { ...release.origin, path: isByHand(release.object) ? [] : ['spec', 'values'] };
  const approximate = chart.by === 'outline' && chart.fit === 'nearest';
  const place = (object: UnknownObject): RepositoryObject => {
    const inside = object.metadata.namespace !== undefined || scopes.has(scopeKey(object.apiVersion, object.kind));
    const labelled = labelForRelease(object, owner);
    return {
      object: inside ? labelled : { ...labelled, metadata: { ...labelled.metadata, namespace } },
      ...(origin && { origin }),
      ...(release.appliedBy !== undefined && { appliedBy: release.appliedBy }),
      madeBy: printRef(release.object),
      ...(approximate && { approximate }),
    };
  };
  return [...rendering.definitions, ...rendering.objects].filter((object) => !isTest(object)).map(place);
}

const isTest = ({ metadata }: UnknownObject): boolean =>
  /(^|,)\s*test(-success|-failure)?\s*(,|$)/.test(metadata.annotations?.['helm.sh/hook'] ?? '');

const scopeKey = (apiVersion: string, kind: string): string =>
  `${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}/${kind}`;

/** `group/kind` of all kinds that are known to have no namespace. */
function clusterScoped(objects: readonly UnknownObject[]): ReadonlySet<string> {
  const builtin = builtinResources.filter(({ namespaced }) => !namespaced).map(({ group, kind }) => `${group}/${kind}`);
  const defined = objects.flatMap(({ kind, spec }) => {
    if (kind !== 'CustomResourceDefinition' || !isJsonObject(spec) || spec.scope !== 'Cluster') return [];
    return isJsonObject(spec.names) ? [`${String(spec.group)}/${String(spec.names.kind)}`] : [];
  });
  return new Set([...builtin, ...defined]);
}
