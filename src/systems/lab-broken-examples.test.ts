import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readLabFile } from './lab-file.ts';

const folder = fileURLToPath(new URL('../../examples/broken/', import.meta.url));
const cases = readdirSync(folder).filter((name) => existsSync(`${folder}${name}/lab.yaml`));

const expectedOf = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}/expected.json`, 'utf8'));

test('there are enough examples of mistakes', () => {
  expect(cases.length).toBeGreaterThanOrEqual(12);
});

test.each(cases)('%s has exactly its expected findings', async (name) => {
  const { findings } = await readLabFile(`${folder}${name}`);
  expect(findings.map(({ code, line, column }) => ({ code, line, column }))).toEqual(expectedOf(name));
});

test.each(cases)('%s tells what to do, and shows the line', async (name) => {
  for (const finding of (await readLabFile(`${folder}${name}`)).findings) {
    expect(finding.hint).toMatch(/\w/);
    expect(finding.excerpt).toMatch(/\S/);
    expect(JSON.stringify(finding)).not.toContain('not-a-real-token');
  }
});
