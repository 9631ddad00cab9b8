// Plays what Gatehouse predicts on the real platform, each comparison on a platform of its own.
import { runEnclosed, withGate, withoutGate } from './enclosure.mjs';

/** Comparisons, and the programs they need: all where none are named. */
const COMPARISONS = {
  elections: withoutGate,
  failovers: withoutGate,
  'clients-routes': withoutGate,
  'clients-vxlan': withoutGate,
  'gate-routes': withGate,
  'gate-vxlan': withGate,
  'gates-routes': withGate,
  'gates-vxlan': withGate,
  outages: withoutGate,
  doctor: undefined,
  drills: undefined,
  up: undefined,
  'up-killed': undefined,
};

/** Plays those whose names match, or all; true when all was as recorded, or recorded now, or skipped. */
export async function playNetlab({ only, record, quick, again }) {
  const names = Object.keys(COMPARISONS).filter((name) => only === '*' || only.split(',').includes(name));
  if (names.length === 0) throw new Error(`--only is one of ${Object.keys(COMPARISONS).join(', ')}`);
  let same = true;
  for (const name of names) {
    const flags = Object.entries({ record, quick, again }).flatMap(([flag, given]) => (given ? [`--${flag}`] : []));
    const args = ['--only', name, ...flags];
    const code = await runEnclosed('observe.mjs', args, COMPARISONS[name]);
    if (code > 1) throw new Error(`${name} could not be played`);
    same &&= code === 0;
  }
  return same;
}
