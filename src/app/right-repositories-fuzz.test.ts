import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
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

const known = new WeakMap<object, string>();

/** The text of a document, written once: a mistake leaves most of them as they are. */
function print(document: object): string {
  const text = known.get(document) ?? stringify(document);
  known.set(document, text);
  return text;
}

const printed = (repository: ReturnType<typeof repositoryOf>): Texts =>
  Object.fromEntries(Object.entries(repository).map(([path, documents]) => [path, documents.map(print).join('---\n')]));

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

/** The first mistake that can be made in a repository, from a place of the list on. */
function mistakeIn(repository: ReturnType<typeof repositoryOf>, at: number): readonly [Mutation, Texts] {
  const from = at % mutations.length;
  for (const mutation of [...mutations.slice(from), ...mutations.slice(0, from)]) {
    const changed = mutation.change(repository, printed);
    if (changed !== undefined) return [mutation, changed];
  }
  throw new Error('no mistake can be made in it');
}

describe('a repository that is right', () => {
  it('is told nothing, and of one mistake exactly that', { timeout: 3_600_000 }, async () => {
    const property = fc.asyncProperty(choices, fc.nat(), async (each, at) => {
      const repository = repositoryOf(each);
      expect(await told(printed(repository))).toEqual([]);
      const [mutation, changed] = mistakeIn(repository, at);
      const words = mutation.finding.split(' ').length + 1;
      const found = (await told(changed)).map((line) => line.split(' ').slice(1, words).join(' '));
      expect([mutation.name, ...new Set(found)]).toEqual([mutation.name, mutation.finding]);
    });
    const result = await fc.check(property, { numRuns, seed, endOnFailure: true });
    if (result.failed) expect.fail(`${fc.defaultReportMessage(result)}\n${inspect(result.errorInstance)}`);
  });
});
