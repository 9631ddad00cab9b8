// The data files, as data/sources.yaml says:
//
//   npm run refresh                    makes all anew that can be made from registries (needs Go)
//   npm run refresh -- NAME…           only these
//   npm run refresh -- --online        also what is in no registry
//   npm run refresh -- --check         only compares digests, without network
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkDigests } from './data/check-digests.mjs';
import { readSources } from './data/read-sources.mjs';
import { refreshFiles } from './data/refresh-files.mjs';
import { root } from './setup.mjs';

function chosen(jobs, names) {
  for (const name of names)
    if (!jobs.some((job) => isCalled(job, name)))
      throw new Error(`${name} is none of ${jobs.map((job) => job.name).join(', ')}`);
  return names.length === 0 ? jobs : jobs.filter((job) => names.some((name) => isCalled(job, name)));
}

/** A name without a version stands for all versions. */
const isCalled = (job, name) => job.name === name || job.name.replace(/-v?\d[\d.]*$/, '') === name;

async function main() {
  const options = { check: { type: 'boolean', default: false }, online: { type: 'boolean', default: false } };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const path = join(root, 'data', 'sources.yaml');
  const sources = readSources(path);
  const log = (line) => process.stdout.write(`${line}\n`);
  const jobs = chosen(sources.jobs, positionals);
  const problems = values.check
    ? checkDigests(root, sources)
    : await refreshFiles({ root, path, sources, jobs, online: values.online, log });
  // Lists of versions and types are made of the data.
  if (!values.check) execFileSync(process.execPath, ['scripts/generate.mjs'], { cwd: root, stdio: 'inherit' });
  if (values.check) for (const problem of problems) log(problem);
  if (values.check && problems.length === 0) log(`${sources.jobs.length} data files are as their sources made them`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
