import { join } from 'node:path';
import type { ChartEngine, ChartMode, ChartOutline } from '../charts/contract.ts';
import { createChartEngine, createOutlineEngine } from '../charts/engine.ts';
import { findHelm } from '../charts/find-helm.ts';
import { helmCacheStore, readHelmHomes } from '../charts/find-in-helm-cache.ts';
import { openRenderingCache } from '../charts/rendering-cache.ts';
import { GatehouseError } from '../core/errors.ts';
import { realRuntime } from '../core/runtime.ts';
import { cacheHome } from '../registry/cache-folder.ts';
import { createRegistryClient } from '../registry/client.ts';
import { systems } from '../systems/index.ts';
import type { Lab } from '../systems/lab.ts';
import type { System } from '../systems/system.ts';
import { pulledStore, pullingStore } from './pulled-charts.ts';
import { lookAround, type Surroundings } from './surroundings.ts';

const outlines: readonly ChartOutline[] = systems.flatMap((system: System) => system.charts ?? []);

/** What answers for charts by their outlines alone. */
export const createCharts = (): ChartEngine => createOutlineEngine(outlines);

/** Kubernetes version of a lab's cluster, or of one that no lab describes: `1.36.3`. */
export const kubernetesVersionOf = (lab: Lab | undefined): string =>
  (lab?.versions.kubernetes ?? '1.36.3').replace(/^v/, '').replace(/\+.*$/, '');

/** Where charts may be looked for beside the files. */
interface ChartSources {
  /** Repositories are asked for charts that are not at hand. */
  readonly online?: boolean;
  readonly around?: Surroundings;
}

/**
 * What answers for the charts of a cluster: outlines, and the helm on PATH with what is cached. Rejects with a GatehouseError where helm is
 * asked for and there is none. Repositories are asked only `online`.
 */
export async function openCharts(
  mode: ChartMode,
  lab: Lab | undefined,
  { online = false, around = lookAround() }: ChartSources = {},
): Promise<ChartEngine> {
  if (mode === 'outline') return createCharts();
  const ask = once(async () => {
    await around.beforeHelm();
    return findHelm();
  });
  const helm = mode === 'helm' ? await ask() : undefined;
  if (helm && 'missing' in helm) {
    throw new GatehouseError(`--charts helm: ${helm.missing}`, {
      hint: 'put helm, 3.12 to 4.x, on PATH, or leave the option out',
    });
  }
  const homes = once(async () => {
    const found = await ask();
    return 'missing' in found ? undefined : readHelmHomes(found);
  });
  const folder = cacheHome();
  const { cache } = around;
  return createChartEngine({
    outlines,
    mode,
    findHelm: ask,
    stores: [
      pulledStore(cache),
      helmCacheStore(homes),
      ...(online ? [pullingStore(createRegistryClient({ cache }))] : []),
    ],
    kubernetesVersion: kubernetesVersionOf(lab),
    ...(folder !== undefined && { cache: openRenderingCache(join(folder, 'renderings'), realRuntime()) }),
  });
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= work();
    return known;
  };
}
