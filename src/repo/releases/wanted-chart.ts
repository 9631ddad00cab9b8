import type { WantedChart } from '../../charts/contract.ts';

/** The chart that an OCIRepository holds, or why its version is not known. */
export type RegistryChart =
  | { readonly name: string; readonly wanted: WantedChart }
  | { readonly name: string; readonly unknown: string };

/** What an OCIRepository says of what it holds. */
interface RegistrySpec {
  readonly url: string;
  readonly ref?: { readonly tag?: string; readonly semver?: string; readonly digest?: string };
}

/** The values files that a chart is asked for with, to be spread into what is wanted; nothing where it says none. */
export function valuesFilesIn(spec: {
  readonly valuesFiles?: unknown;
  readonly ignoreMissingValuesFiles?: unknown;
}): Pick<WantedChart, 'valuesFiles'> {
  const { valuesFiles, ignoreMissingValuesFiles } = spec;
  if (!Array.isArray(valuesFiles) || valuesFiles.length === 0) return {};
  return { valuesFiles: { paths: valuesFiles.map(String), ignoreMissing: ignoreMissingValuesFiles === true } };
}

/** A chart of a Helm repository. */
export const chartIn = (url: string, name: string, range?: string): WantedChart => ({
  name,
  source: { type: 'repository', url },
  ...(range !== undefined && { range }),
});

/**
 * The chart of an OCIRepository: the last part of its URL is the chart, the rest its repository, the semver range or the tag its version
 * (source-controller internal/controller/ocirepository_controller.go getArtifactRef: digest before semver before tag).
 */
export function chartInRegistry({ url, ref = {} }: RegistrySpec): RegistryChart {
  const trimmed = url.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  const name = trimmed.slice(slash + 1);
  const version = ref.digest === undefined ? (ref.semver ?? ref.tag) : undefined;
  if (version === undefined) return { name, unknown: `the version of chart '${name}' is not known: ${url} names none` };
  return { name, wanted: chartIn(trimmed.slice(0, slash), name, version) };
}
