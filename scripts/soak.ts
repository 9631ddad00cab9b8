// `npm run soak [MINUTES]`: churn in an embedded cluster under clients with timed watches, memory sampled by the virtual minute.
import { type SoakSample, soak } from '../test/soak.ts';

const [minutes = '30'] = process.argv.slice(2);
const columns = ['minute', 'heapMebibytes', 'residentMebibytes', 'writes', 'watches', 'events'] as const;
const titles = ['minute', 'heap MiB', 'rss MiB', 'writes', 'watches', 'events'];
const print = (cells: readonly (string | number)[]) =>
  process.stdout.write(`${cells.map((cell, n) => String(cell).padStart(titles[n]!.length + 2)).join('')}\n`);

/** The middle of what was sampled: one sample says little between two collections of garbage. */
const median = (samples: readonly SoakSample[]): number =>
  samples.map(({ heapMebibytes }) => heapMebibytes).sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;

print(titles);
const { samples, astray } = await soak({
  virtualMinutes: Number(minutes),
  followers: 10,
  report: (sample) => print(columns.map((column) => sample[column])),
});
const third = Math.ceil(samples.length / 3);
const [middle, last] = [median(samples.slice(third, 2 * third)), median(samples.slice(2 * third))];
const grew = last > 1.5 * middle;
process.stdout.write(`heap in the second third ${middle} MiB, in the last ${last} MiB${grew ? ': it grows' : ''}\n`);
for (const name of astray) process.stdout.write(`went astray: the follower of ${name}\n`);
process.exit(grew || astray.length > 0 ? 1 : 0);
