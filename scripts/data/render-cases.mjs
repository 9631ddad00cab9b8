// Helm's own renderings of a new version of a chart, in the cases that are recorded of its neighbour.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bringInputs } from './bring-inputs.mjs';

/**
 * Renders the cases of `chart-digests.json` for a job that makes `src/systems/<id>/chart-data/<version>.json`, when none of that version
 * is recorded; `bench` as for `bringInputs`. Returns the folder of renderings for scripts/record-chart-digests.ts, or undefined when
 * there is nothing to record.
 */
export async function renderCases(job, bench) {
  const [, id, version] = /^src\/systems\/([^/]+)\/chart-data\/(.+)\.json$/.exec(job.file) ?? [];
  const path = join(bench.root, `src/systems/${id}/chart-digests.json`);
  if (id === undefined || !existsSync(path)) return undefined;
  const recorded = JSON.parse(readFileSync(path, 'utf8'));
  if (recorded.some((each) => each.version === version)) return undefined;
  const folder = mkdtempSync(join(bench.folder, 'cases-'));
  for (const { name, values } of casesOf(recorded, version))
    await renderCase({ job, values, place: join(folder, id, version, name) }, bench);
  return folder;
}

const byVersion = (a, b) => a.localeCompare(b, 'en', { numeric: true });

/** Those of the newest version that is not newer, else of the oldest. */
function casesOf(recorded, version) {
  const versions = [...new Set(recorded.map((each) => each.version))].sort(byVersion);
  const neighbour = versions.findLast((each) => byVersion(each, version) < 0) ?? versions[0];
  return recorded.filter((each) => each.version === neighbour);
}

async function renderCase({ job, values, place }, bench) {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'values.yaml'), JSON.stringify(values));
  const from = Object.entries(job.from).flatMap(([name, input]) =>
    input.chart === undefined ? [[name, input]] : [[basename(place), { ...input, values }]],
  );
  try {
    const paths = await bringInputs({ ...job, from: Object.fromEntries(from) }, bench);
    renameSync(paths[basename(place)], join(place, 'rendered.yaml'));
  } catch (error) {
    // What helm says when it refuses values; anything else is a failure of ours.
    if (!error.stderr || !/^Error: /m.test(error.stderr)) throw error;
    writeFileSync(join(place, 'error.txt'), error.stderr);
  }
}
