// What helm makes of the charts that have outlines, as digests beside each outline (`src/systems/<id>/chart-digests.json`):
//
//   node scripts/run.mjs scripts/record-chart-digests.ts FOLDER   from real renderings, FOLDER/<id>/<version>/<case>/{values.yaml,
//                                                                 rendered.yaml | error.txt}
//   node scripts/run.mjs scripts/record-chart-digests.ts --add FOLDER   the same, what is recorded of other versions is kept
//   node scripts/run.mjs scripts/record-chart-digests.ts          the recorded cases anew, with the helm on PATH and the charts in its cache
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import type { ChartOutline, Values } from '../src/charts/contract.ts';
import { createChartEngine } from '../src/charts/engine.ts';
import { findHelm } from '../src/charts/find-helm.ts';
import { helmCacheStore, readHelmHomes } from '../src/charts/find-in-helm-cache.ts';
import type { UnknownObject } from '../src/kube/object.ts';
import { systems } from '../src/systems/index.ts';
import type { System } from '../src/systems/system.ts';
import { digestOfRefusal, digestsOf, isDefinition, type RecordedCase } from '../test/chart-digests.ts';

const outlined = systems.flatMap(({ id, charts = [] }: System) => charts.map((outline) => ({ id, outline })));
const fileOf = (id: string): string => `src/systems/${id}/chart-digests.json`;
const kubernetesVersion = '1.34.0';

const folders = (path: string): readonly string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
        .sort()
    : [];

const recordObjects = (objects: readonly UnknownObject[]) => ({
  objects: digestsOf(objects),
  definitions: objects
    .filter(isDefinition)
    .map(({ metadata }) => metadata.name)
    .sort(),
});

function readCase(folder: string, version: string, name: string): readonly RecordedCase[] {
  const values = (load(readFileSync(join(folder, 'values.yaml'), 'utf8')) ?? {}) as Values;
  const refusal = join(folder, 'error.txt');
  if (existsSync(refusal)) return [{ version, name, values, refused: digestOfRefusal(readFileSync(refusal, 'utf8')) }];
  try {
    const objects = (loadAll(readFileSync(join(folder, 'rendered.yaml'), 'utf8')) as UnknownObject[]).filter(Boolean);
    return [{ version, name, values, ...recordObjects(objects) }];
  } catch {
    // A mapping with the same key twice: what a strict YAML parser refuses is no rendering.
    process.stdout.write(`left out: ${folder} cannot be read\n`);
    return [];
  }
}

const readCases = (folder: string): readonly RecordedCase[] =>
  folders(folder).flatMap((version) =>
    folders(join(folder, version)).flatMap((name) => readCase(join(folder, version, name), version, name)),
  );

/** The recorded cases as helm renders them now; one whose chart is not at hand stays as it is. */
async function renderCases(id: string, outline: ChartOutline): Promise<readonly RecordedCase[]> {
  if (!existsSync(fileOf(id))) return [];
  const helm = await findHelm();
  if ('missing' in helm) throw new Error(helm.missing);
  const stores = [helmCacheStore(() => readHelmHomes(helm))];
  const engine = createChartEngine({
    outlines: [],
    mode: 'helm',
    findHelm: async () => helm,
    stores,
    kubernetesVersion,
  });
  const cases = JSON.parse(readFileSync(fileOf(id), 'utf8')) as readonly RecordedCase[];
  return Promise.all(
    cases.map(async (recorded) => {
      const { version, name, values } = recorded;
      const source = { type: 'repository', url: outline.repositories[0]! } as const;
      const found = await engine.find({ name: outline.chart, source, range: version });
      const release = { name: outline.chart, namespace: outline.usual.namespace, values };
      const { definitions, objects, error, notKnown } = await engine.render(found, release);
      if (notKnown !== undefined) {
        process.stdout.write(`left as it was: ${id} ${version} ${name}: ${notKnown}\n`);
        return recorded;
      }
      if (error !== undefined) return { version, name, values, refused: digestOfRefusal(error) };
      return { version, name, values, ...recordObjects([...definitions, ...objects]) };
    }),
  );
}

/** The cases of a folder, and before and after them those recorded of other versions. */
function addCases(id: string, folder: string): readonly RecordedCase[] {
  const added = readCases(folder);
  if (added.length === 0) return [];
  const recorded = JSON.parse(readFileSync(fileOf(id), 'utf8')) as readonly RecordedCase[];
  const kept = recorded.filter((each) => !added.some(({ version }) => version === each.version));
  return [...kept, ...added].sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

const casesOf = (id: string, folder: string, adds: boolean): readonly RecordedCase[] =>
  adds ? addCases(id, folder) : readCases(folder);

const adds = process.argv.includes('--add');
const [folder] = process.argv.slice(2).filter((word) => word !== '--add');
for (const { id, outline } of outlined) {
  const cases = folder === undefined ? await renderCases(id, outline) : casesOf(id, join(folder, id), adds);
  if (cases.length === 0) continue;
  writeFileSync(fileOf(id), `[\n${cases.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n]\n`);
  process.stdout.write(`${fileOf(id)}: ${cases.length} cases\n`);
}
