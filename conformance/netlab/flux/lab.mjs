// A lab of the examples as the platform needs it: its machines, its repository, the charts that asks for, and the names it uses.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, loadAll } from 'js-yaml';
import { importTypeScript } from '../../real/typescript.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

const objectsBelow = (folder) =>
  filesBelow(folder)
    .filter((path) => path.endsWith('.yaml'))
    .flatMap((path) => loadAll(readFileSync(path, 'utf8')))
    .filter((object) => object?.kind && object.metadata);

/** Names and addresses of the zone that the repository holds. */
function namesIn(folder) {
  const zone = filesBelow(folder).find((path) => path.endsWith('.zone'));
  if (!zone) return {};
  const text = readFileSync(zone, 'utf8');
  const origin = /^\$ORIGIN (\S+)\.$/m.exec(text)[1];
  const records = [...text.matchAll(/^(\S+) IN A (\S+)$/gm)];
  return Object.fromEntries(records.map(([, name, address]) => [`${name}.${origin}`, address]));
}

/** Charts that releases ask for, with what makes those that are in no module. */
function chartsOf(objects, playbookOf) {
  const urls = Object.fromEntries(
    objects.filter(({ kind }) => kind === 'HelmRepository').map(({ metadata, spec }) => [metadata.name, spec.url]),
  );
  return objects
    .filter(({ kind }) => kind === 'HelmRelease')
    .map(({ metadata, spec }) => {
      const { chart: name, version, sourceRef } = spec.chart.spec;
      const release = { name: metadata.name, namespace: metadata.namespace, version, values: spec.values ?? {} };
      return { name, version, url: urls[sourceRef.name], made: () => playbookOf(name, release) };
    });
}

/** Reads an example by its folder's name. */
export async function readLab(name) {
  const file = join(root, 'examples', name, 'lab.yaml');
  const folder = join(root, 'examples', name, 'repository');
  const lab = load(readFileSync(file, 'utf8'));
  const { renderChart } = await importTypeScript('conformance/netlab/flux/render-chart.ts');
  const source = lab.repository.url;
  return {
    name,
    file,
    folder,
    branch: lab.repository.branch ?? 'main',
    source,
    charts: chartsOf(objectsBelow(folder), renderChart),
    names: namesIn(folder),
    machines: lab.nodes.map(({ name, address, role }) => ({
      name,
      address,
      labels: role === 'control-plane' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {},
    })),
  };
}
