// What the platform costs: its processes are all there are in its process namespace.
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

function costOf(id) {
  try {
    const ticks = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1).split(' ');
    const memory = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'));
    return { seconds: (Number(ticks[11]) + Number(ticks[12])) / TICKS_PER_SECOND, kilobytes: Number(memory?.[1] ?? 0) };
  } catch {
    return { seconds: 0, kilobytes: 0 };
  }
}

/** Processes, memory and CPU so far, in words. */
export function usage() {
  const costs = readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id))
    .map(costOf);
  const sum = (name) => costs.reduce((total, each) => total + each[name], 0);
  return `${costs.length} processes, ${Math.round(sum('kilobytes') / 1024)} MB, ${sum('seconds').toFixed(1)} s of CPU`;
}
