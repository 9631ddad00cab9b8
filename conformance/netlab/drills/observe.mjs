// Inside the enclosure: what `gatehouse drill --context` says of a platform that real Flux brought up, and what its clients see when it happens.
import { setTimeout as sleep } from 'node:timers/promises';
import { readLab } from '../flux/lab.mjs';
import { watchFault } from '../outages/faults.mjs';
import { until } from '../platform/control-plane.mjs';
import { kill, killNode, processesIn, reviveNode } from '../platform/nodes.mjs';
import { inside, run } from '../platform/shell.mjs';
import { podsReady } from '../platform/systems.mjs';
import { reportOf, startCommand, startOwned } from '../up/bring-up.mjs';

/** Seconds that clients go on asking after the last that was predicted. */
const BEYOND_SECONDS = 30;

/** Longer than this nobody waits here: what is predicted to end later is left to the comparison of outages. */
const LIMIT_SECONDS = 120;

/** Processes of a pod: those of its own network, or its program among those of its node. */
async function processesOf({ plan }, { metadata, spec }) {
  const { space } = plan.nodes.find(({ name }) => name === spec.nodeName);
  if (!spec.hostNetwork) return processesIn([`${space}+${metadata.uid.slice(0, 8)}`]);
  const { stdout } = await run(['ps', '-o', 'pid=,args=', '-p', processesIn([space]).join(',')]);
  const programs = stdout.split('\n').filter((line) => /^\s*\d+\s+\/program /.test(line));
  return programs.map((line) => Number.parseInt(line, 10));
}

async function podsOf({ api }, namespace, selector, node) {
  const { items } = await api.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`);
  return items.filter(({ spec }) => node === undefined || spec.nodeName === node);
}

const crash = async (platform, pods) => {
  for (const pod of await pods) kill(await processesOf(platform, pod));
};

/** How each drill is done for real: to what it names, and what ends it. */
const DEEDS = {
  'gate pod': (platform, name) => ({
    begin: () => crash(platform, podsOf(platform, 'traefik', 'app.kubernetes.io/name=traefik', name)),
  }),
  speaker: (platform, name) => ({
    begin: () => crash(platform, podsOf(platform, 'metallb-system', 'app.kubernetes.io/component=speaker', name)),
  }),
  node: (platform, name) => {
    const node = platform.plan.nodes.find((each) => each.name === name);
    return { begin: async () => killNode(node), end: async () => reviveNode(platform, node) };
  },
};

const kindOf = ({ name }) => Object.keys(DEEDS).find((kind) => name.startsWith(`${kind} `));

/** The last second at which a drill says that something fails. */
const lastOf = ({ hosts }) =>
  Math.max(0, ...hosts.flatMap(({ phases }) => phases.map(({ until: end }) => end?.[1] ?? 0)));

const lasting = ({ hosts }) => hosts.some(({ state }) => state === 'lasting' || state === 'not-known');

/** All is as before: every pod ready, every host answered. */
async function allWell({ api }, targets) {
  for (const [namespace, count] of [
    ['traefik', 3],
    ['metallb-system', 4],
    ['hello', 2],
  ])
    await podsReady(api, namespace, count, 240_000);
  await until(
    'every host',
    async () => {
      const asked = Object.values(targets).map((target) => {
        const [url, address] = target.split('@');
        const { hostname, protocol } = new URL(url);
        const to = `${hostname}:${protocol === 'https:' ? 443 : 80}:${address}`;
        return run(inside('desk', 'curl', '-skf', '-m', '2', '--resolve', to, url));
      });
      return (await Promise.all(asked)).every(({ code }) => code === 0);
    },
    240_000,
  );
  // Speakers that were apart find each other again.
  await sleep(10_000);
}

const foretold = ({ hosts }) =>
  Object.fromEntries(
    hosts.map(({ host, state, phases }) => [host, { state, phases: phases.map(({ reason, ...rest }) => rest) }]),
  );

/** Drills, predicted from what runs and then done, one after the other. */
export async function observeDrills(name, { targets, log }) {
  const lab = await readLab(name);
  const platform = await startOwned(lab);
  log(`${name}: ${reportOf(await startCommand(platform, ['up', lab.file]).ended).verdict}`);
  const played = [];
  const names = new Set();
  for (;;) {
    await allWell(platform, targets);
    // Asked anew each time: pods may have moved.
    const { drills } = reportOf(await startCommand(platform, ['drill', lab.file]).ended);
    const next = drills.find(
      (each) => kindOf(each) && !names.has(each.name) && !(lasting(each) || lastOf(each) > LIMIT_SECONDS),
    );
    if (!next) break;
    names.add(next.name);
    const kind = kindOf(next);
    const deed = DEEDS[kind](platform, next.name.slice(kind.length + 1));
    const seen = await watchFault(targets, deed.begin, lastOf(next) + BEYOND_SECONDS);
    await deed.end?.();
    played.push({ drill: next.name, predicted: foretold(next), seen });
    log(JSON.stringify(played.at(-1)));
  }
  return played;
}
