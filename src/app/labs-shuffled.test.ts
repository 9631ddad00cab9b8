import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { composeRepository } from '../compose/compose.ts';
import type { FileTree } from '../core/file-tree.ts';
import { components } from '../systems/components.ts';
import { parseLabFile } from '../systems/lab-file.ts';

const folder = fileURLToPath(new URL('./labs/', import.meta.url));
const labs = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Lists of a lab whose order says nothing; that of a pool's addresses does, for instance. */
const unordered = new Set(['nodes', 'taints', 'pools', 'dhcp', 'reserved', 'apps']);

async function compose(lab: unknown): Promise<FileTree> {
  const { lab: read, plan, findings } = await parseLabFile(JSON.stringify(lab), 'lab.yaml');
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return composeRepository({ lab: read!, plan: plan! }, components).tree;
}

/** The same data with the keys of its maps, and the items of lists without order, in another order. */
function shuffle(value: unknown, key: string, order: (length: number) => readonly number[]): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => shuffle(item, '', order));
    return unordered.has(key) ? order(items.length).map((i) => items[i]) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    order(entries.length).map((i) => [entries[i]![0], shuffle(entries[i]![1], entries[i]![0], order)]),
  );
}

test.each(labs)('%s gives the same repository in whatever order it is written', async (name) => {
  const lab = load(readFileSync(`${folder}${name}`, 'utf8'));
  const expected = [...(await compose(lab))];
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
      const order = (length: number) =>
        Array.from({ length }, (_, i) => [numbers.next().value, i] as const)
          .sort(([a], [b]) => a - b)
          .map(([, i]) => i);
      expect([...(await compose(shuffle(lab, '', order)))]).toEqual(expected);
    }),
    { numRuns: 8 },
  );
});
