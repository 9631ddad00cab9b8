import { posix } from 'node:path';
import { isJsonObject } from '../kube/json.ts';
import { printJson } from '../kube/wide-json.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import type { ChartArchive, Values, ValuesFiles, WantedChart } from './contract.ts';
import { mergeValues } from './merge-values.ts';
import { archiveOf } from './read-archive.ts';

/** Values files that source-controller refuses to merge: the words of its condition. */
export class ValuesFilesError extends Error {
  constructor(problem: string) {
    super(`values files merge error: ${problem}`);
    this.name = 'ValuesFilesError';
  }
}

const ownValues = 'values.yaml';

/** Whether values files say something else than the defaults of the chart: only the chart itself, or its source, holds them. */
export const changesDefaults = ({ source, valuesFiles }: WantedChart): boolean =>
  valuesFiles !== undefined &&
  (source.type === 'files' || valuesFiles.paths.some((path) => posix.normalize(path) !== ownValues));

/**
 * A chart whose defaults are those of its values files, merged in their order; its own count only where they are named. The paths are
 * those of the chart, of a chart in the files of a source those of the source (source-controller internal/helm/chart/builder_remote.go
 * mergeChartValues, builder_local.go mergeFileValues). Throws a ValuesFilesError where Flux builds no chart.
 */
export function withValuesFiles(archive: ChartArchive, wanted: WantedChart): ChartArchive {
  const { source, valuesFiles } = wanted;
  if (!valuesFiles || !changesDefaults(wanted)) return archive;
  const { files, where } = archive;
  const inChart = (path: string): Found => ({ text: textOf(files.get(posix.normalize(path))), missing: `'${path}'` });
  const inSource = (path: string): Found => {
    const inside = posix.normalize(`/${path}`);
    const text = source.type === 'files' ? source.tree.get(inside.slice(1)) : undefined;
    return { text, missing: `'${inside}' (reference '${path}')` };
  };
  const merged = mergeFiles(valuesFiles, source.type === 'files' ? inSource : inChart);
  if (!files.has(ownValues)) throw new ValuesFilesError(`failed to locate values file: ${ownValues}`);
  return archiveOf(new Map([...files, [ownValues, Buffer.from(printJson(merged))]]), where);
}

/** Text of a values file, or what to call it where there is none. */
interface Found {
  readonly text: string | undefined;
  readonly missing: string;
}

const textOf = (content: Uint8Array | undefined) => content && Buffer.from(content).toString('utf8');

function mergeFiles({ paths, ignoreMissing }: ValuesFiles, find: (path: string) => Found): Values {
  let merged: Values = {};
  for (const path of paths) {
    const { text, missing } = find(path);
    if (text !== undefined) merged = mergeValues(merged, readValues(path, text));
    else if (!ignoreMissing) throw new ValuesFilesError(`no values file found at path ${missing}`);
  }
  return merged;
}

function readValues(path: string, text: string): Values {
  const { documents, findings } = readDocuments(text, path);
  const broken = findings.find(({ severity }) => severity === 'error');
  const value = documents[0]?.value ?? {};
  if (!broken && isJsonObject(value)) return value;
  throw new ValuesFilesError(`unmarshaling values from '${path}' failed: ${broken?.message ?? 'they are no map'}`);
}
