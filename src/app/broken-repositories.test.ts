import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { up } from './up.ts';

const folder = fileURLToPath(new URL('../../examples/broken/', import.meta.url));
const cases = readdirSync(folder).filter((name) => existsSync(`${folder}${name}/repository`));
/** Those that Flux could start on. */
const bootable = cases.filter((name) => existsSync(`${folder}${name}/repository/cluster`));

/** A finding of `check` has a place in a file; one that only shows when it runs has an object. */
interface Expected {
  readonly code: string;
  readonly object?: string;
}

const expectedOf = (name: string): Expected[] => JSON.parse(readFileSync(`${folder}${name}/expected.json`, 'utf8'));

test('there are repositories among the examples of mistakes', () => {
  expect(cases.length).toBeGreaterThanOrEqual(12);
  expect(bootable.length).toBeGreaterThanOrEqual(6);
});

describe('gatehouse check', () => {
  test.each(cases)('%s has exactly its expected findings, each with what to do', async (name) => {
    const { findings } = await check(`${folder}${name}/repository`);
    const expected = expectedOf(name).filter(({ object }) => object === undefined);
    expect(findings.map(({ code, file, line, column }) => ({ code, file, line, column }))).toEqual(expected);
    for (const { hint, excerpt } of findings) {
      expect(hint).toMatch(/\w/);
      expect(excerpt).toMatch(/\S/);
    }
  });
});

describe('gatehouse up', () => {
  test.each(bootable)('%s is not proven, and says which object shows it', async (name) => {
    const { signal } = new AbortController();
    const { report, close } = await up(`${folder}${name}/repository`, {
      keep: false,
      onProgress: () => undefined,
      signal,
    });
    await close();
    const checked = new Set((await check(`${folder}${name}/repository`)).findings.map(({ code }) => code));
    const shown = report.findings
      .filter(({ code, severity }) => severity === 'error' && !checked.has(code))
      .map(({ code, object }) => ({ code, object }));
    expect(report.proven).toBe(false);
    expect(shown).toEqual(expectedOf(name).filter(({ object }) => object !== undefined));
    expect(report.findings.map(({ code }) => code)).not.toContain('controller-failed');
  });
});
