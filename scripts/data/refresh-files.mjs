// Makes data files anew from their sources.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bringInputs, modulesOf, needsNetwork } from './bring-inputs.mjs';
import { digestOf } from './check-digests.mjs';
import { fill, printSources, wordsOf } from './read-sources.mjs';
import { renderCases } from './render-cases.mjs';

/**
 * Makes the files of these jobs anew and records their digests in the sources file at `path`. Says through `log` what became of
 * each, and returns the names of those that could not be made.
 */
export async function refreshFiles({ root, path, sources, jobs, online, log }) {
  const record = {
    ...sources,
    modules: { ...sources.modules },
    archives: { ...sources.archives },
    files: { ...sources.files },
  };
  const bench = { root, folder: mkdtempSync(join(tmpdir(), 'gatehouse-data-')), ...record };
  const failed = [];
  try {
    for (const job of jobs) {
      try {
        log(`${job.name}: ${await refreshOne(job, bench, online)}`);
      } catch (error) {
        failed.push(job.name);
        log(`${job.name}: failed: ${error.message}`);
      }
    }
  } finally {
    rmSync(bench.folder, { recursive: true, force: true });
  }
  writeWhole(path, printSources(withoutStale(record, sources.jobs)));
  return failed;
}

async function refreshOne(job, bench, online) {
  const target = join(bench.root, job.file);
  const before = existsSync(target) ? readFileSync(target) : undefined;
  if (job.make === undefined) {
    if (before === undefined) throw new Error(`${job.file} is missing and can only be recorded: ${job.recorded}`);
    const known = bench.files[job.file] ?? digestOf(before);
    bench.files[job.file] = digestOf(before);
    return known === digestOf(before) ? 'recorded, as it was' : 'recorded anew';
  }
  if (needsNetwork(job) && !online) return 'left: made with --online only';
  const content = await contentOf(job, bench);
  bench.files[job.file] = digestOf(content);
  if (before?.equals(content)) return 'same';
  writeWhole(target, content);
  await recordCases(job, bench);
  return before === undefined ? 'made' : 'changed';
}

/** A new version of a chart is compared with what Helm itself makes of it: that is recorded with it. */
async function recordCases(job, bench) {
  const folder = await renderCases(job, bench);
  if (folder === undefined) return;
  const args = ['scripts/run.mjs', 'scripts/record-chart-digests.ts', '--add', folder];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: bench.root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`its renderings could not be recorded: ${stderr.trim()}`);
}

async function contentOf(job, bench) {
  const out = join(mkdtempSync(join(bench.folder, 'made-')), basename(job.file));
  const [command, ...args] = wordsOf(fill(job.make, { ...(await bringInputs({ ...job, out }, bench)), out }));
  const { status, error, stderr } = spawnSync(command, args, {
    cwd: bench.root,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (error) throw new Error(`${command} could not be run: ${error.message}`);
  if (status !== 0)
    throw new Error(`${job.make} ended with ${status}: ${stderr.trim().split('\n').slice(-5).join('\n')}`);
  return readFileSync(out);
}

/** Two may refresh at once, and a refresh may be ended: what is put in place is whole. */
function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, content);
  renameSync(beside, path);
}

function withoutStale(record, jobs) {
  const [files, modules] = [new Set(jobs.map(({ file }) => file)), modulesOf(jobs)];
  const archives = new Set(jobs.flatMap(({ from }) => Object.values(from).flatMap(({ archive }) => archive ?? [])));
  const keep = (values, names) => Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
  return {
    ...record,
    modules: keep(record.modules, modules),
    archives: keep(record.archives, archives),
    files: keep(record.files, files),
  };
}
