// Inside the enclosure: brings the platform up, makes one comparison, and keeps what was seen or holds it against the record.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { versions } from '../engines.mjs';
import { versionOf } from './build.mjs';
import { observeClients } from './clients/observe.mjs';
import { observeDoctor } from './doctor/observe.mjs';
import { observeDrills } from './drills/observe.mjs';
import { observeElections } from './elections/observe.mjs';
import { observeLosses } from './elections/observe-losses.mjs';
import { observeGate, observeRandomGates } from './gate/observe.mjs';
import { observeOutages } from './outages/observe.mjs';
import { planOf, startPlatform } from './platform/platform.mjs';
import { observeKilled, observeUp } from './up/observe.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    record: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
});

const log = (line) => console.log(line);
const fileOf = (name) => fileURLToPath(new URL(`records/${name}.json`, import.meta.url));

const readRecord = (name) => (existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), 'utf8')).played : []);

/** A node's name may have dots. */
const names = ['node-1', 'node-2', 'talos-a.home.lan', 'talos-b.home.lan', 'node-5'];

const labs = { settings: values.quick ? 2 : 10, each: values.quick ? 3 : 10, log };
const on = async (plan, observe) => observe(await startPlatform(planOf(plan)));

/** Hosts of the example, and where they are asked for. */
const targets = {
  'hello.home.example.org': 'https://hello.home.example.org/@192.168.88.60',
  'traefik.home.example.org': 'http://traefik.home.example.org/dashboard/@192.168.88.61',
};

const gatesFrom = (first) => (platform) => observeRandomGates(platform, { first, count: values.quick ? 5 : 50, log });

const COMPARISONS = {
  elections: () => on({ names }, (platform) => observeElections(platform, labs)),
  failovers: () =>
    on({ names }, (platform) =>
      observeLosses(platform, {
        ...labs,
        known: values.again ? readRecord('failovers') : undefined,
        onPlayed: (played) => values.record && keep('failovers', played),
      }),
    ),
  'clients-routes': () => on({ cni: 'routes' }, observeClients),
  'clients-vxlan': () => on({ cni: 'vxlan', proxy: 'nftables' }, observeClients),
  'gate-routes': () => on({ cni: 'routes' }, observeGate),
  'gate-vxlan': () => on({ cni: 'vxlan' }, observeGate),
  'gates-routes': () => on({ cni: 'routes' }, gatesFrom(0)),
  'gates-vxlan': () => on({ cni: 'vxlan', proxy: 'nftables' }, gatesFrom(50)),
  outages: () => on({}, (platform) => observeOutages(platform, { log })),
  doctor: () =>
    observeDoctor('k3s-homelab', {
      ...{ gate: '192.168.88.60', log },
      onPlayed: (played) => values.record && keep('doctor', played),
    }),
  drills: () => observeDrills('k3s-homelab', { targets, log }),
  up: async () => [await observeUp('k3s-homelab', { log })],
  'up-killed': async () => [await observeKilled('k3s-homelab', { count: values.quick ? 8 : 20, log })],
};

/** One line a record, so that a diff shows which changed. */
const print = (head, played) =>
  `{"from": ${JSON.stringify(head)},\n"played": [\n${played.map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`;

const head = () => ({ kubernetes: versions().kubernetes, metallb: versionOf('metallb-speaker') });

/** Whose records hold times. */
const TIMED = new Set(['outages', 'drills', 'up', 'up-killed']);

/** Writes the record, or counts what differs from it. */
function keep(name, played) {
  if (values.record) {
    writeFileSync(fileOf(name), print(head(), played));
    return 0;
  }
  // Times are never the same twice: the test holds those that are recorded to ranges.
  if (TIMED.has(name)) return 0;
  const known = readRecord(name).map((each) => JSON.stringify(each));
  const different = played.filter((each) => !known.includes(JSON.stringify(each)));
  for (const each of different) log(`DIFFERENT from the record: ${JSON.stringify(each)}`);
  return different.length;
}

async function main() {
  const started = Date.now();
  const played = await COMPARISONS[values.only]();
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
