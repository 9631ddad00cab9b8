import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { components } from './components.ts';
import { systems } from './index.ts';

const folder = join(process.cwd(), 'src/systems');
const folders = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
const claims = systems.flatMap((system) => system.claims.map((claim) => [system.id, claim] as const));
const assumptions = systems.flatMap((system) => system.assumptions);

/** Files that lie in every system. */
const always = ['index.ts', 'lab.ts', 'component.ts', 'claims.ts'];
/** Files that may lie beside them. Each may be in parts, `component-names.ts`, and has its test beside it. */
const files = 'index|lab|component|chart|controllers|claims|assumptions|objects|read-objects|annotations|running|rules';
const isFixedName = (name: string): boolean =>
  new RegExp(
    `^(${files})(-[a-z0-9-]+)?(\\.test)?\\.ts$|^(rule|test)-[a-z0-9-]+\\.ts$|^[a-z]+-[a-z-]+\\.test\\.ts$|^chart-digests\\.json$`,
  ).test(name);

describe('the folder of a system', () => {
  test.each(folders)('%s holds files of fixed names, and rooms', (id) => {
    const entries = readdirSync(join(folder, id), { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    expect(always.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !isFixedName(name))).toEqual([]);
    const rooms = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(rooms.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });

  test.each([
    ['component.ts', true],
    ['component-names.ts', true],
    ['chart.test.ts', true],
    ['rule-objects.ts', true],
    ['read-objects.ts', true],
    ['bring-up.test.ts', true],
    ['chart-digests.json', true],
    ['semantics-image.ts', false],
    ['helpers.ts', false],
    ['controller.ts', false],
    ['facts.json', false],
  ])('may hold %s: %s', (name, may) => {
    expect(isFixedName(name)).toBe(may);
  });
});

describe('the systems', () => {
  test('are the folders, in order of name', () => {
    expect(systems.map(({ id }) => id)).toEqual(folders.sort());
  });

  test.each(systems.map((system) => [system.id, system] as const))(
    '%s says what it is, and which upstream it follows',
    (_, system) => {
      expect(system.title).not.toBe('');
      expect(system.docs).toMatch(/^https:\/\//);
      expect(system.upstream).toMatch(/\d+\.\d+/);
      expect(system.claims.length).toBeGreaterThan(0);
    },
  );

  test('compose by the components that stand in the registry of their own', () => {
    expect(components).toEqual(systems.flatMap((system) => system.component ?? []));
  });

  test.each(claims)('%s: $behaviour is tested where it says', (_, { behaviour, upstream, tested }) => {
    expect(behaviour.length).toBeGreaterThan(10);
    expect(upstream).not.toBe('');
    for (const path of tested.split(/,\s*/)) expect(existsSync(join(process.cwd(), path)), path).toBe(true);
  });

  test('name each assumption once, in kebab-case, with its source', () => {
    const ids = assumptions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(assumptions.filter(({ source, text }) => source === '' || text === '')).toEqual([]);
  });

  test('have chart models that render their usual installation without refusing it', () => {
    const refused = systems
      .flatMap((system) => system.charts ?? [])
      .flatMap((model) =>
        model.versions.flatMap((version) => {
          const { error } = model.render({ name: model.chart, ...model.usual, version });
          return error === undefined ? [] : [`${model.chart} ${version}: ${error}`];
        }),
      );
    expect(refused).toEqual([]);
  });
});
