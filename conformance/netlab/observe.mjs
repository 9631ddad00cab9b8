// Inside the enclosure: brings the platform up, makes one comparison, and keeps what was seen or holds it against the record.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { versions } from '../engines.mjs';
import { versionOf } from './build.mjs';
import { observeClients } from './clients/observe.mjs';
import { observeElections } from './elections/observe.mjs';
import { observeGate } from './gate/observe.mjs';
import { observeOutages } from './outages/observe.mjs';
import { planOf, startPlatform } from './platform/platform.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    record: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});

const log = (line) => console.log(line);
const fileOf = (name) => fileURLToPath(new URL(`records/${name}.json`, import.meta.url));

/** A node's name may have dots. */
const names = ['node-1', 'node-2', 'talos-a.home.lan', 'talos-b.home.lan', 'node-5'];

const COMPARISONS = {
  elections: {
    plan: () => planOf({ names }),
    play: (platform) =>
      observeElections(platform, { settings: values.quick ? 2 : 10, each: values.quick ? 3 : 10, log }),
  },
  'clients-routes': { plan: () => planOf({ cni: 'routes' }), play: observeClients },
  'clients-vxlan': { plan: () => planOf({ cni: 'vxlan', proxy: 'nftables' }), play: observeClients },
  'gate-routes': { plan: () => planOf({ cni: 'routes' }), play: observeGate },
  'gate-vxlan': { plan: () => planOf({ cni: 'vxlan' }), play: observeGate },
  outages: { plan: () => planOf({}), play: (platform) => observeOutages(platform, { log }) },
};

/** One line a record, so that a diff shows which changed. */
const print = (head, played) =>
  `{"from": ${JSON.stringify(head)},\n"played": [\n${played.map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`;

const head = () => ({ kubernetes: versions().kubernetes, metallb: versionOf('metallb-speaker') });

/** Writes the record, or counts what differs from it. */
function keep(name, played) {
  if (values.record) {
    writeFileSync(fileOf(name), print(head(), played));
    return 0;
  }
  // Times are never the same twice: the test holds those that are recorded to ranges.
  if (name === 'outages') return 0;
  const known = JSON.parse(readFileSync(fileOf(name), 'utf8')).played.map((each) => JSON.stringify(each));
  const different = played.filter((each) => !known.includes(JSON.stringify(each)));
  for (const each of different) log(`DIFFERENT from the record: ${JSON.stringify(each)}`);
  return different.length;
}

async function main() {
  const { plan, play } = COMPARISONS[values.only];
  const started = Date.now();
  const played = await play(await startPlatform(plan()));
  const different = keep(values.only, played);
  log(
    `${values.only}: ${played.length} played in ${Math.round((Date.now() - started) / 1000)} s, ${different} different`,
  );
  return different === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.stack);
    process.exit(2);
  },
);
