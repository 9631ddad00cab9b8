import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chartFiles } from './chart-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-charts-'));
  for (const part of ['farm/chart-data', 'farm/crds', 'mill/crds']) mkdirSync(join(folder, part), { recursive: true });
  addVersion('0.9.1');
  record('0.9.1');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function addVersion(version: string): void {
  for (const part of ['chart-data', 'crds']) writeFileSync(join(folder, 'farm', part, `${version}.json`), '[]');
}

function record(...versions: readonly string[]): void {
  const cases = versions.map((version) => ({ version, name: 'default' }));
  writeFileSync(join(folder, 'farm/chart-digests.json'), JSON.stringify(cases));
}

test('a version that was refreshed and recorded is on the list without a line by hand, newest first', () => {
  addVersion('0.10.0');
  record('0.9.1', '0.10.0');
  const files = chartFiles(folder);
  expect([...files.keys()]).toEqual([`${folder}/farm/chart-files.ts`]);
  const text = files.get(`${folder}/farm/chart-files.ts`);
  expect(text).toContain("export const comparedVersions = ['0.10.0', '0.9.1'] as const;");
  expect(text).toContain("import data0_10_0 from './chart-data/0.10.0.json' with { type: 'json' };");
  expect(text).toContain("import('./crds/0.10.0.json'");
});

test('a version of which no rendering of Helm was recorded is not on the list', () => {
  addVersion('0.10.0');
  expect(chartFiles(folder).get(`${folder}/farm/chart-files.ts`)).not.toContain('0.10.0');
});
