// Inside the enclosure: random labs that lose a node. What is not as predicted is played once more with more patience before it counts: speakers
// on a machine that is starved notice a loss late.
import { importTypeScript } from '../../real/typescript.mjs';
import { observeElections } from './observe.mjs';

const PATIENCE_MILLISECONDS = 12_000;

const winnersOf = (seen) =>
  Object.fromEntries(
    Object.entries(seen).map(([name, nodes]) => [name, nodes.length > 1 ? nodes : (nodes[0] ?? null)]),
  );

/** Labs are in the record of the elections. */
const withoutLab = ({ lab, ...rest }) => rest;

/** Plays all labs, or goes on from those `known` already; returns what was seen, those that were played `again` marked. */
export async function observeLosses(platform, { known, onPlayed, ...options }) {
  const { electWinners } = await importTypeScript('conformance/netlab/elections/predict.ts');
  const { randomLab } = await importTypeScript('conformance/netlab/elections/lab.ts');
  const names = platform.plan.nodes.map(({ name }) => name);
  const told = (played) => onPlayed(played.map(withoutLab));
  const first =
    known ?? (await observeElections(platform, { ...options, loses: true, onPlayed: told })).map(withoutLab);
  const isAsPredicted = ({ setting, number, seen, lost, after = seen }) => {
    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    const lab = randomLab(names, setting, number);
    return same(winnersOf(seen), electWinners(lab)) && same(winnersOf(after), electWinners(lab, lost));
  };
  const wrong = first.filter((each) => !isAsPredicted(each));
  if (wrong.length === 0) return first;
  options.log(`${wrong.length} not as predicted: played again`);
  const isOf = (setting, number) => (each) => each.setting === setting && each.number === number;
  const chosen = (setting, number) => wrong.some(isOf(setting, number)) || !first.some(isOf(setting, number));
  const more = { loses: true, patience: PATIENCE_MILLISECONDS, chosen };
  const second = (await observeElections(platform, { ...options, ...more })).map(withoutLab);
  const all = [...first, ...second.filter(({ setting, number }) => !first.some(isOf(setting, number)))];
  return all.map((each) => {
    const again = wrong.includes(each) && second.find(isOf(each.setting, each.number));
    return again ? { ...again, again: true } : each;
  });
}
