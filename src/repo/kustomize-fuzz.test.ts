import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingClient, requireClient } from '../../test/clients.ts';
import { type KustomizeTree, kustomizeTree } from '../../test/kustomize-trees.ts';
import { compareText } from '../core/finding.ts';
import { isJsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { buildTarget } from './kustomize/build.ts';
import { KustomizeError } from './kustomize/kustomize-error.ts';
import { nameOf, namespaceOf } from './kustomize/resource.ts';
import { readTarget } from './kustomize/target.ts';

/** How many trees are built: `npm run fuzz` asks for many. */
const numRuns = Number(process.env.GATEHOUSE_FUZZ ?? 15);

const texts = (tree: KustomizeTree): ReadonlyMap<string, string> =>
  new Map(Object.entries(tree).map(([path, value]) => [path, `${JSON.stringify(value, null, 1)}\n`]));

/** What this build gives, or that it refuses. */
function ours(tree: KustomizeTree): readonly Json[] | string {
  try {
    const files = { tree: texts(tree), root: '/repo' };
    return byName(buildTarget(files, readTarget(files, '', true)).map(({ object }) => object));
  } catch (thrown) {
    if (thrown instanceof KustomizeError) return thrown.message;
    throw thrown;
  }
}

async function kubectls(tree: KustomizeTree): Promise<readonly Json[] | string> {
  const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
  try {
    for (const [path, text] of texts(tree)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { code, stdout, stderr } = await requireClient('kubectl')(['kustomize', folder]);
    return code === 0 ? byName(readDocuments(stdout, 'stream').documents.map(({ value }) => value)) : stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** kubectl prints in the order of kinds. */
const byName = (objects: readonly Json[]): readonly Json[] => {
  const key = (object: Json) =>
    isJsonObject(object) ? JSON.stringify([object.kind, nameOf(object), namespaceOf(object)]) : '';
  return [...objects].sort((a, b) => compareText(key(a), key(b)));
};

const skipReason = missingClient('kubectl');

describe.skipIf(skipReason !== undefined)(`random kustomizations${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('come to what kubectl makes of them, or are refused by both', { timeout: 600_000 }, async () => {
    const told = await fc.check(
      fc.asyncProperty(kustomizeTree, async (tree) => {
        const [mine, theirs] = [ours(tree), await kubectls(tree)];
        const refused = typeof theirs === 'string';
        if (refused || typeof mine === 'string')
          expect({ mine, refused: typeof mine === 'string' }).toEqual({ mine, refused });
        else expect(mine).toEqual(theirs);
      }),
      { numRuns, ...(process.env.GATEHOUSE_SEED && { seed: Number(process.env.GATEHOUSE_SEED) }) },
    );
    if (told.failed) expect.fail(`${fc.defaultReportMessage(told)}\n${String(told.errorInstance)}`);
  });
});
