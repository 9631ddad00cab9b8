import type { FoundChart, Rendering, WantedChart } from '../../charts/contract.ts';
import type { RepositoryObject } from '../repository.ts';

/** A HelmRelease, the chart that answers for it, and what it installs; nothing where that is not known. */
export interface RenderedRelease {
  readonly release: RepositoryObject;
  /** Undefined where the release does not say it in a way that can be followed. */
  readonly wanted?: WantedChart;
  readonly chart: FoundChart;
  readonly rendering?: Rendering;
}
