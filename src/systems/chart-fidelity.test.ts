import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import {
  digestOfRefusal,
  digestsOf,
  type RecordedCase,
  refusalLines,
  withoutDaemonFiles,
  withoutNulls,
} from '../../test/chart-digests.ts';
import type { ChartOutline, OutlineRendering, Values } from '../charts/contract.ts';
import { systems } from './index.ts';

const here = dirname(fileURLToPath(import.meta.url));
const models = systems.flatMap(({ id, charts = [] }) =>
  charts.map((model) => ({ id, namespace: model.usual.namespace, model })),
);

const render = (model: ChartOutline, namespace: string, version: string, values: Values): OutlineRendering =>
  model.render({ name: model.chart, namespace, version, values });

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

/** Those of Traefik lie in a folder that the renderings leave out. */
const keepsDefinitionsApart = ({ chart }: ChartOutline): boolean => chart === 'traefik';

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
        const said = refusalLines(readFileSync(join(folder, 'error.txt'), 'utf8'));
        expect(refusalLines(rendering.error ?? '')).toEqual(said);
        return;
      }
      expect(rendering.error).toBeUndefined();
      const real = (loadAll(readFileSync(join(folder, 'rendered.yaml'), 'utf8')) as Named[]).filter(Boolean);
      const isCrd = ({ kind }: Named) => kind === 'CustomResourceDefinition';
      const objects = real.filter((object) => !isCrd(object)).map(withoutDaemonFiles);
      expect(byName(rendering.objects)).toEqual(byName(objects));
      if (keepsDefinitionsApart(model)) return;
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

/** None where nothing was compared yet: then no version counts as exact. */
function recordedCases(id: string): readonly RecordedCase[] {
  const file = join(here, id, 'chart-digests.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

// `scripts/record-chart-digests.ts` writes them from what helm renders.
describe('an outline makes what helm made when its digests were recorded', () => {
  const cases = models.flatMap(({ id, namespace, model }) =>
    recordedCases(id).map((recorded) => ({
      path: `${id} ${recorded.version} ${recorded.name}`,
      namespace,
      model,
      recorded,
    })),
  );
  test.each(cases)('$path', async ({ namespace, model, recorded }) => {
    const { version, values, objects, definitions, refused } = recorded;
    const rendering = render(model, namespace, version, values);
    expect(rendering.error && digestOfRefusal(rendering.error)).toBe(refused);
    if (refused !== undefined) return;
    expect(digestsOf(rendering.objects)).toEqual(objects);
    if (keepsDefinitionsApart(model)) return;
    const crds = await model.crds({ name: model.chart, namespace, version, values });
    expect(crds.map(({ metadata }) => metadata.name).sort()).toEqual(definitions);
  });

  test('covers every version that counts as exact', () => {
    const recorded = new Set(cases.map(({ model, recorded: { version } }) => `${model.chart} ${version}`));
    const exact = models.flatMap(({ model }) => model.versions.map((version) => `${model.chart} ${version}`));
    expect(exact.filter((version) => !recorded.has(version))).toEqual([]);
  });
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
