import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { choices } from '../../test/right/choices.ts';
import type { Mutation, Texts } from '../../test/right/mutation.ts';
import { mutations } from '../../test/right/mutations.ts';
import { repositoryOf } from '../../test/right/repository.ts';
import { check } from './check.ts';

/** How many repositories are looked at: `npm run fuzz` asks for many. */
const numRuns = Number(process.env.GATEHOUSE_FUZZ ?? 3);
const seed = Number(process.env.GATEHOUSE_SEED ?? 7);

const printed = (repository: ReturnType<typeof repositoryOf>): Texts =>
  Object.fromEntries(
    Object.entries(repository).map(([path, documents]) => [
      path,
      documents.map((each) => stringify(each)).join('---\n'),
    ]),
  );

/** Errors and warnings that `check` tells of files, as `severity code object`. */
async function told(texts: Texts): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'right-'));
  try {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { findings } = await check(folder);
    return findings
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ severity, code, object, message }) => `${severity} ${code} ${object ?? ''} | ${message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a repository that is right', () => {
  it('is told nothing, and of one mistake exactly that', { timeout: 3_600_000 }, async () => {
    const property = fc.asyncProperty(choices, fc.nat(), async (each, at) => {
      const repository = repositoryOf(each);
      expect(await told(printed(repository))).toEqual([]);
      const fitting = mutations.flatMap((mutation): readonly [Mutation, Texts][] => {
        const changed = mutation.change(repository, printed);
        return changed === undefined ? [] : [[mutation, changed]];
      });
      const [mutation, changed] = fitting[at % fitting.length]!;
      const words = mutation.finding.split(' ').length + 1;
      const found = (await told(changed)).map((line) => line.split(' ').slice(1, words).join(' '));
      expect([mutation.name, ...new Set(found)]).toEqual([mutation.name, mutation.finding]);
    });
    const result = await fc.check(property, { numRuns, seed, endOnFailure: true });
    if (result.failed) expect.fail(`${fc.defaultReportMessage(result)}\n${String(result.errorInstance)}`);
  });
});
