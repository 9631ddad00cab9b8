// Brings what data is made from: Go modules from the module proxy, charts rendered by helm, archives from the network.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { clientPath, fetchClients } from '../fetch-kubectl.mjs';
import { digestOf } from './check-digests.mjs';
import { fill } from './read-sources.mjs';

/** Whether something a job is made from is in no registry. */
export const needsNetwork = ({ from }) => Object.values(from).some(({ archive }) => archive !== undefined);

/** The module versions that jobs name. */
export const modulesOf = (jobs) =>
  new Set(jobs.flatMap(({ from }) => Object.values(from).flatMap(({ module }) => module ?? [])));

/**
 * Paths of the inputs of a job by name (`job.out` is where its result is expected); `bench` is `{ root, folder, modules, archives }`: the repository, a folder for what is made
 * on the way, and the digests known, to which those of new versions are added. Throws when an input is not what it was.
 */
export async function bringInputs(job, bench) {
  const paths = {};
  for (const [name, input] of Object.entries(job.from)) paths[name] = await bring(fill(input, paths), job, bench);
  return paths;
}

function bring(input, job, bench) {
  if (input.module) return bringModule(input.module, bench);
  if (input.chart) return renderChart(input, bench);
  if (input.archive) return bringArchive(input.archive, bench);
  if (input.folder) return join(bench.root, input.folder);
  if (input.itself) return copyOf(join(bench.root, job.file), job.out);
  throw new Error(
    `${job.name}: an input is a module, a chart, an archive, a folder or itself: ${JSON.stringify(input)}`,
  );
}

/** The folder of a module version. Go itself asks the checksum database about one that is new. */
function bringModule(module, { folder, modules }) {
  const { stdout, error } = spawnSync('go', ['mod', 'download', '-json', module], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' },
  });
  if (error) throw new Error(`go could not be run: ${error.message}`);
  const { Dir, Sum, Error: problem } = JSON.parse(stdout);
  if (problem) throw new Error(`${module}: ${problem}`);
  requireSame(module, Sum, modules);
  return Dir;
}

function requireSame(name, digest, known) {
  known[name] ??= digest;
  if (known[name] !== digest) throw new Error(`${name} is not what it was: ${digest} instead of ${known[name]}`);
}

/** What helm prints for a chart folder as it is released: sources carry a version of their own only once they are packaged. */
function renderChart({ chart, version, appVersion = version, release, namespace, values = {} }, { folder }) {
  fetchClients();
  const work = mkdtempSync(join(folder, 'chart-'));
  const env = { ...process.env, HELM_CACHE_HOME: work, HELM_CONFIG_HOME: work, HELM_DATA_HOME: work };
  const helm = (...args) =>
    execFileSync(clientPath('helm'), args, { encoding: 'utf8', env, maxBuffer: 1 << 28, stdio: 'pipe' });
  helm('package', chart, '--version', version, '--app-version', appVersion, '--destination', work);
  const file = join(work, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  const packaged = join(work, `${basename(chart)}-${version}.tgz`);
  const rendered = join(work, 'rendered.yaml');
  const options = ['--namespace', namespace, '--kube-version', '1.34.0', '--values', file];
  writeFileSync(rendered, helm('template', release, packaged, ...options));
  return rendered;
}

/** The folder an archive was unpacked to; one that is seen for the first time is remembered by its digest. */
async function bringArchive(url, { folder, archives }) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}`);
  const content = Buffer.from(await answer.arrayBuffer());
  requireSame(url, `sha256:${digestOf(content)}`, archives);
  const work = mkdtempSync(join(folder, 'archive-'));
  writeFileSync(join(work, 'archive.tgz'), content);
  mkdirSync(join(work, 'content'));
  execFileSync('tar', ['-xzf', 'archive.tgz', '-C', 'content'], { cwd: work });
  return join(work, 'content');
}

/** The file itself, for programs that write answers beside the questions; they do so where the result is expected. */
function copyOf(path, out) {
  copyFileSync(path, out);
  return out;
}
