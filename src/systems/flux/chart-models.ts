import type { ChartModel } from '../system.ts';
import { newestIn, readVersion } from './semver-range.ts';

/** What is known of a chart that is asked for by name and version range. */
export type ChartLookup =
  | { readonly model: ChartModel; readonly version: string }
  /** No model: whether the chart has the version is taken for granted when it is exact. */
  | { readonly version: string }
  /** No model and only a range: not even the version is known. */
  | { readonly unknown: string };

const sameUrl = (a: string, b: string): boolean => a.replace(/\/+$/, '') === b.replace(/\/+$/, '');

/** Finds the model of a chart in a repository, and the version a range comes to among those the model knows. */
export function lookUpChart(charts: readonly ChartModel[], url: string, chart: string, range = '*'): ChartLookup {
  const model = charts.find((each) => each.chart === chart && each.repositories.some((known) => sameUrl(known, url)));
  const exact = readVersion(range) && /^v?\d+\.\d+\.\d+/.test(range) ? range : undefined;
  if (!model)
    return exact ? { version: exact } : { unknown: `the versions of chart '${chart}' in ${url} are not known` };
  const known = exact
    ? model.versions.find((version) => strip(version) === strip(exact))
    : newestIn(range, model.versions);
  if (known) return { model, version: known };
  if (exact) return model.supports(exact) ? { model, version: exact } : { version: exact };
  return { unknown: `no version of chart '${chart}' that is modelled matches '${range}'` };
}

const strip = (version: string): string => version.replace(/^v/, '');
