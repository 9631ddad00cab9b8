import type { ChartEngine } from '../../charts/contract.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { specOf } from '../flux-objects.ts';
import type { Repository, RepositoryObject } from '../repository.ts';
import { ValuesError } from './compose-values.ts';
import { findReleaseChart, type Surroundings } from './find-release-chart.ts';
import { placeObjects } from './place-objects.ts';
import { postRender } from './post-render.ts';
import { asRelease, releaseName, releaseNamespace } from './release.ts';
import { releaseValues } from './release-values.ts';
import type { RenderedRelease } from './rendered-release.ts';
import { servedVersions } from './served-versions.ts';

const isHelmRelease = ({ object }: SourcedObject): boolean =>
  object.kind === 'HelmRelease' && groupOf(object.apiVersion) === 'helm.toolkit.fluxcd.io';

/** Releases, and the engine that rendered them: it renders for a cluster that serves what they bring. */
export interface RenderedReleases {
  readonly releases: readonly RenderedRelease[];
  readonly charts: ChartEngine;
}

/**
 * What the releases of a repository install, in the order of their objects. Those that nothing applies are left out where Flux is followed.
 * Charts that ask what the cluster serves are rendered again once it is known which kinds all of them bring.
 */
export async function renderReleases(repository: Repository, charts: ChartEngine): Promise<RenderedReleases> {
  const surroundings = surroundingsOf(repository);
  const byHand = (repository.install?.steps ?? []).filter(({ release }) => release !== undefined);
  const others = [...byHand.flatMap(({ objects }) => objects), ...(repository.releases ?? [])];
  const releases = [...appliedOf(repository).filter(isHelmRelease), ...others];
  const render = (engine: ChartEngine) =>
    Promise.all(releases.map((release) => renderRelease(release, surroundings, engine)));
  const first = await render(charts);
  if (!first.some(({ chart }) => chart.by === 'helm')) return { releases: first, charts };
  const brought = first.flatMap(({ rendering }) => [...(rendering?.definitions ?? []), ...(rendering?.objects ?? [])]);
  const serving = charts.serving(servedVersions([...repository.objects.map(({ object }) => object), ...brought]));
  return { releases: await render(serving), charts: serving };
}

/** The repository with what its releases install among its objects, each at the values of its release. */
export function withReleases(repository: Repository, releases: readonly RenderedRelease[]): Repository {
  const rendered = placeObjects(releases, repository.objects);
  return rendered.length === 0 ? repository : { ...repository, objects: [...repository.objects, ...rendered] };
}

const appliedOf = ({ objects, kustomizations }: Repository): readonly RepositoryObject[] =>
  kustomizations.length === 0 ? objects : objects.filter(({ appliedBy }) => appliedBy !== undefined);

/** Where releases of a repository find what they refer to. */
export function surroundingsOf(repository: Repository): Surroundings {
  const applied = appliedOf(repository);
  const known = new Map<string, UnknownObject>();
  for (const { object } of [...applied, ...repository.entry]) {
    const key = `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    if (!known.has(key)) known.set(key, object);
  }
  const { tree, local } = repository;
  return { tree, local, find: (kind, name, namespace) => known.get(`${kind}/${namespace}/${name}`) };
}

async function renderRelease(
  release: RepositoryObject,
  surroundings: Surroundings,
  charts: ChartEngine,
): Promise<RenderedRelease> {
  const { object } = release;
  const wanted = findReleaseChart(object, surroundings);
  if ('unknown' in wanted) {
    const { name, unknown: reason } = wanted;
    return {
      release,
      chart: { by: 'nothing', name, reason, knownBy: 'the chart in this repository, or a version of it' },
    };
  }
  const chart = await charts.find(wanted);
  if (chart.by === 'nothing' || specOf(object).suspend === true) return { release, wanted, chart };
  try {
    const named = asRelease(object);
    const values = releaseValues(object, surroundings);
    const request = { name: releaseName(named), namespace: releaseNamespace(named), values };
    const rendering = postRender(await charts.render(chart, request), chart, specOf(object));
    return { release, wanted, chart, rendering };
  } catch (thrown) {
    // Values that are missing are told by whoever looks at releases: what the chart makes of them is not known.
    if (thrown instanceof ValuesError) return { release, wanted, chart };
    throw thrown;
  }
}
