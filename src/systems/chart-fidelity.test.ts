import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { chart as certManager } from './cert-manager/chart.ts';
import { chart as metallb } from './metallb/chart.ts';
import type { ChartModel, ChartRendering, Values } from './system.ts';
import { chart as traefik } from './traefik/chart.ts';

const here = dirname(fileURLToPath(import.meta.url));
const models = [
  { id: 'metallb', namespace: 'metallb-system', model: metallb },
  { id: 'traefik', namespace: 'traefik', model: traefik },
  { id: 'cert-manager', namespace: 'cert-manager', model: certManager },
];

const render = (model: ChartModel, namespace: string, version: string, values: Values): ChartRendering =>
  model.render({ name: model.chart, namespace, version, values });

/** Without fields that say nothing: null is what an empty template leaves behind. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  );
}

type Named = { kind: string; metadata: { name: string; namespace?: string } };
const byName = (objects: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(
    objects.map((object) => {
      const { kind, metadata } = object as Named;
      return [`${kind}/${metadata.namespace ?? ''}/${metadata.name}`, withoutNulls(object)];
    }),
  );

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .flatMap((e) => (e.isDirectory() ? [e.name] : []))
        .sort()
    : [];

/** Start-up files of the BGP daemon are long texts that nothing else depends on: the models leave them empty. */
const isDaemonFiles = (object: Named) => object.kind === 'ConfigMap' && object.metadata.name.endsWith('frr-startup');
/** A mapping with the same key twice: what a strict YAML parser refuses is no rendering. */
const unreadable = ['traefik/33.2.1/service-spec-type', 'traefik/37.4.0/service-spec-type'];

const renderings = process.env.GATEHOUSE_CHART_RENDERINGS;

// Set GATEHOUSE_CHART_RENDERINGS to a folder <chart>/<version>/<case>/{values.yaml, rendered.yaml | error.txt} of real `helm template` runs.
describe.skipIf(renderings === undefined)('a model renders what helm renders', () => {
  const cases = models.flatMap(({ id, namespace, model }) =>
    folders(join(renderings ?? '', id)).flatMap((version) =>
      folders(join(renderings ?? '', id, version)).map((name) => ({
        path: `${id}/${version}/${name}`,
        namespace,
        model,
        version,
      })),
    ),
  );
  test.each(cases.filter(({ path }) => !unreadable.includes(path)))(
    '$path',
    async ({ path, namespace, model, version }) => {
      const folder = join(renderings!, path);
      const values = (load(readFileSync(join(folder, 'values.yaml'), 'utf8')) ?? {}) as Values;
      const rendering = render(model, namespace, version, values);
      if (existsSync(join(folder, 'error.txt'))) {
        const lines = (text: string) =>
          text
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean)
            .sort();
        const said = lines(
          readFileSync(join(folder, 'error.txt'), 'utf8')
            .replace(/^level=.*\n/gm, '')
            .replace('Error: ', ''),
        );
        expect(lines(rendering.error ?? '')).toEqual(said.filter((line) => !line.startsWith('Use --debug')));
        return;
      }
      expect(rendering.error).toBeUndefined();
      const real = (loadAll(readFileSync(join(folder, 'rendered.yaml'), 'utf8')) as Named[]).filter(Boolean);
      const isCrd = ({ kind }: Named) => kind === 'CustomResourceDefinition';
      const objects = real
        .filter((object) => !isCrd(object))
        .map((object) => (isDaemonFiles(object) ? { ...object, data: {} } : object));
      expect(byName(rendering.objects)).toEqual(byName(objects));
      if (model === traefik) return;
      const crds = await model.crds({ name: model.chart, namespace, version, values });
      expect(crds.map(({ metadata }) => metadata.name).sort()).toEqual(
        real
          .filter(isCrd)
          .map(({ metadata }) => metadata.name)
          .sort(),
      );
    },
  );
});

interface Case {
  readonly values: Values;
  readonly error?: string;
  readonly unknown: readonly string[];
  readonly objects: readonly unknown[];
}

const print = ({ values, error, unknown, objects }: Case): string => {
  const lines = objects.map((object) => `    ${JSON.stringify(object)}`).join(',\n');
  const head = JSON.stringify({ values, ...(error !== undefined && { error }), unknown }, null, 2).slice(0, -2);
  return `${head},\n  "objects": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
};

// GATEHOUSE_UPDATE=1 writes what the models render now.
describe('a model renders what it rendered when it was compared with helm', () => {
  const cases = models.flatMap(({ id, namespace, model }) =>
    folders(join(here, id, 'chart-cases')).flatMap((version) =>
      readdirSync(join(here, id, 'chart-cases', version))
        .sort()
        .map((file) => ({ path: `${id}/chart-cases/${version}/${file}`, namespace, model, version })),
    ),
  );
  test.each(cases)('$path', ({ path, namespace, model, version }) => {
    const file = join(here, path);
    const { values } = JSON.parse(readFileSync(file, 'utf8')) as Case;
    const { objects, error, unknown } = render(model, namespace, version, values);
    const text = print({ values, error, unknown, objects });
    if (process.env.GATEHOUSE_UPDATE !== undefined) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});
