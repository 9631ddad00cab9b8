/** Where a chart comes from: a repository with an index over HTTPS and the chart's name in it, or an OCI repository that is the chart. */
export type ChartSource =
  | { readonly type: 'http'; readonly url: string; readonly name: string }
  /** `oci://ghcr.io/org/charts/name` */
  | { readonly type: 'oci'; readonly url: string };

/** The source of a chart that is named beside its repository: `https://…`, or `oci://…` with the chart's name below it. */
export const chartSourceOf = (repository: string, name: string): ChartSource =>
  repository.startsWith('oci://')
    ? { type: 'oci', url: `${repository.replace(/\/+$/, '')}/${name}` }
    : { type: 'http', url: repository, name };

/** A chart's archive. */
export interface PulledChart {
  /** The file, `.tgz`; it stays at least ten minutes, whatever other runs do. */
  readonly path: string;
  readonly version: string;
  /** Of the archive: `sha256:…`. */
  readonly digest: string;
}

/** Name under which the digest of a chart's version is remembered. */
export const chartKey = (source: ChartSource, version: string): string => `chart ${printSource(source)} ${version}`;

/** Name under which the versions of a chart that were pulled are remembered. */
export const pulledKey = (source: ChartSource): string => `versions pulled of ${printSource(source)}`;

/** One spelling of a source, without a login that may stand in it. */
export function printSource(source: ChartSource): string {
  const url = source.url.replace(/\/+$/, '').replace(/^([a-z]+:\/\/)[^/@]*@/, '$1');
  return source.type === 'oci' ? url : `${url} ${source.name}`;
}
