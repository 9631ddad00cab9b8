// What must stand in the cluster when a lab of the examples is up: what its repository holds, and what Gatehouse makes of its charts.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Values } from '../../../src/charts/contract.ts';
import type { UnknownObject } from '../../../src/kube/object.ts';
import { renderChart } from '../flux/render-chart.ts';

interface Release extends UnknownObject {
  readonly spec: {
    readonly chart: { readonly spec: { readonly chart: string; readonly version: string } };
    readonly values?: Values;
  };
}

/** `Kind/namespace/name`, the namespace left out where an object has none. */
const nameOf = ({ kind, metadata: { namespace, name } }: UnknownObject): string =>
  [kind, namespace, name].filter(Boolean).join('/');

const isObject = (value: unknown): value is UnknownObject =>
  typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value;

function objectsBelow(folder: string): readonly UnknownObject[] {
  const paths = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  return paths
    .filter((path) => path.endsWith('.yaml') && statSync(path).isFile())
    .flatMap((path) => loadAll(readFileSync(path, 'utf8')))
    .filter(isObject);
}

/** Objects that what delivers applies, and those of its releases, by name. */
export async function expectedObjects(
  repository: string,
): Promise<{ readonly staged: readonly string[]; readonly released: readonly string[] }> {
  const staged = objectsBelow(repository);
  const releases = staged.filter(({ kind }) => kind === 'HelmRelease') as unknown as readonly Release[];
  const rendered = await Promise.all(
    releases.map(async ({ metadata: { name, namespace = '' }, spec }) => {
      const { chart, version } = spec.chart.spec;
      const { objects, crds } = await renderChart(chart, { name, namespace, version, values: spec.values ?? {} });
      return [...objects, ...crds];
    }),
  );
  return { staged: staged.map(nameOf), released: rendered.flat().map(nameOf) };
}
