// Charts as their repositories offer them: packed from the modules that hold them, or from what Gatehouse makes of one that is in no module.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFolder, pinned } from '../builds/modules.mjs';

/** Where a chart lies within its module. */
const IN_MODULES = {
  metallb: { module: 'go.universe.tf/metallb', folder: 'charts/metallb' },
  'cert-manager': { module: 'github.com/cert-manager/cert-manager', folder: 'deploy/charts/cert-manager' },
};

/** A module's chart has a version of its own only once it is packed. */
function fromModule({ module, folder }, target, version) {
  cpSync(join(moduleFolder(pinned(module)), folder), target, { recursive: true });
  spawnSync('chmod', ['-R', 'u+w', target]);
  const file = join(target, 'Chart.yaml');
  const text = readFileSync(file, 'utf8');
  const versioned = text.replace(/^version: .*/m, `version: ${version}`);
  writeFileSync(file, versioned.replace(/^appVersion: .*/m, `appVersion: v${version.replace(/^v/, '')}`));
}

/** Text of a template that gives exactly these objects. */
const templateOf = (objects) =>
  objects.map((object) => `---\n${JSON.stringify(object).replaceAll('{{', '{{"{{"}}')}\n`).join('');

function fromObjects({ objects, crds }, target, { name, version }) {
  for (const folder of ['templates', 'crds']) mkdirSync(join(target, folder), { recursive: true });
  writeFileSync(join(target, 'Chart.yaml'), JSON.stringify({ apiVersion: 'v2', name, version }));
  writeFileSync(join(target, 'templates/all.yaml'), templateOf(objects));
  writeFileSync(join(target, 'crds/all.yaml'), crds.map((each) => `---\n${JSON.stringify(each)}\n`).join(''));
}

/**
 * Writes a repository of charts into a folder for each: `{ name, version, url, made }`, where `url` is the repository's and `made` gives
 * objects and CRDs of a chart that is in no module.
 */
export async function packCharts(files, charts) {
  for (const { name, version, url, made } of charts) {
    const { host, pathname } = new URL(url);
    const folder = join(files, host, pathname);
    const work = join(files, '.work', name);
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(work, '..'), { recursive: true });
    if (IN_MODULES[name]) fromModule(IN_MODULES[name], work, version);
    else fromObjects(await made(), work, { name, version });
    const archive = join(folder, `${name}-${version}.tgz`);
    const packed = spawnSync('tar', ['-czf', archive, '-C', join(files, '.work'), name], { encoding: 'utf8' });
    if (packed.status !== 0) throw new Error(`${name} could not be packed: ${packed.stderr}`);
    const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
    const entry = { apiVersion: 'v2', name, version, urls: [`${name}-${version}.tgz`], digest };
    const index = { apiVersion: 'v1', entries: { [name]: [entry] }, generated: '2026-01-01T00:00:00Z' };
    writeFileSync(join(folder, 'index.yaml'), JSON.stringify(index));
  }
}
