import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check } from './check.ts';

const folder = fileURLToPath(new URL('../../examples/broken/', import.meta.url));
const cases = readdirSync(folder).filter((name) => existsSync(`${folder}${name}/repository`));

const expectedOf = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}/expected.json`, 'utf8'));

test('there are repositories among the examples of mistakes', () => {
  expect(cases.length).toBeGreaterThanOrEqual(5);
});

test.each(cases)('%s has exactly its expected findings, each with what to do', async (name) => {
  const { findings } = await check(`${folder}${name}/repository`);
  expect(findings.map(({ code, file, line, column }) => ({ code, file, line, column }))).toEqual(expectedOf(name));
  for (const { hint, excerpt } of findings) {
    expect(hint).toMatch(/\w/);
    expect(excerpt).toMatch(/\S/);
  }
});
