import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ElectionLab } from './elections/lab.ts';
import { electWinners } from './elections/predict.ts';

/** Nodes that answered, by Service. */
type Seen = Readonly<Record<string, readonly string[]>>;

interface Numbered {
  readonly setting: number;
  readonly number: number;
}

interface Lost extends Numbered {
  readonly seen: Seen;
  readonly lost?: string;
  readonly after?: Seen;
}

const record = <T>(name: string): readonly T[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'records', `${name}.json`), 'utf8')).played;

const winnersOf = (seen: Seen) =>
  Object.fromEntries(
    Object.entries(seen).map(([name, nodes]) => [name, nodes.length > 1 ? nodes : (nodes[0] ?? null)]),
  );

const labs = record<Numbered & { readonly lab: ElectionLab }>('elections');
const labOf = ({ setting, number }: Numbered) =>
  labs.find((each) => each.setting === setting && each.number === number)!.lab;
const played = record<Lost>('failovers');

test('who answered for an address before a node was lost is whom the election predicts, in every lab', () => {
  for (const each of played) expect(electWinners(labOf(each)), JSON.stringify(each)).toEqual(winnersOf(each.seen));
});

test('who answered when a node was lost is whom the election predicts without it, in every lab', () => {
  const lost = played.filter(({ after }) => after !== undefined);
  expect(lost.length).toBeGreaterThan(played.length / 2);
  for (const each of lost)
    expect(electWinners(labOf(each), each.lost), JSON.stringify(each)).toEqual(winnersOf(each.after!));
});
