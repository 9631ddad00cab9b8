// Inside the enclosure: faults injected into a platform that real Flux brought up, and whether `gatehouse doctor --context` finds them.
import { setTimeout as sleep } from 'node:timers/promises';
import { readLab } from '../flux/lab.mjs';
import { until } from '../platform/control-plane.mjs';
import { killNode } from '../platform/nodes.mjs';
import { applyAll, pathsOf } from '../platform/objects.mjs';
import { inside, run, sh } from '../platform/shell.mjs';
import { podsReady } from '../platform/systems.mjs';
import { reportOf, startCommand, startOwned } from '../up/bring-up.mjs';
import { faults, well } from './faults.mjs';

/** What is ill for two minutes counts as ill; containers that end need a few turns more. */
const PATIENCE_MILLISECONDS = 300_000;

const examine = async (platform) => reportOf(await startCommand(platform, ['doctor']).ended).diagnoses;

/** The diagnosis that shows it, or the one that it follows from. */
const findIn = (diagnoses, { playbook, shows }) =>
  diagnoses.find((each) => each.playbook === playbook && each.objects.some((name) => name.startsWith(shows))) ??
  diagnoses.find(({ consequences }) => consequences.some((text) => text.startsWith(shows)));

/** Looks again and again until all are found, or time is over; the diagnosis of each that was found. */
async function lookFor(platform, wanted, before = async () => undefined) {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  let diagnoses = [];
  while (Date.now() < end) {
    await before();
    diagnoses = await examine(platform);
    if (wanted.every((each) => findIn(diagnoses, each))) break;
    await sleep(5000);
  }
  return wanted.map((each) => findIn(diagnoses, each));
}

/** Names of pods without what is drawn by lot. */
const plain = (text) => text.replace(/-[a-f0-9]{8,10}-[a-z0-9]{5}\b/g, '-…');

function told({ playbook, shows }, found) {
  if (!found) return { playbook, shows, found: false };
  const [{ cause, likelihood }] = found.causes;
  const by = found.playbook === playbook ? {} : { by: found.playbook };
  return { playbook, shows, found: true, ...by, severity: found.severity, cause: plain(cause), likelihood };
}

async function remove(api, object) {
  await api.delete(await pathsOf(api)(object));
}

/** Applies what is ill, beside each other, and takes away what does not go. */
async function applyFaults({ api }) {
  await applyAll(api, well);
  await podsReady(api, 'ill', 1);
  for (const { objects, removed = [] } of faults) {
    await applyAll(api, objects);
    for (const name of removed) {
      const object = objects.find(({ kind, metadata }) => `${kind}/${metadata.name}` === name);
      if (object.kind === 'Pod') await podRuns(api, object);
      await remove(api, object);
    }
  }
}

const podRuns = (api, { metadata }) =>
  until('a pod', async () => {
    const pod = await api.get(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`);
    return pod?.status.phase === 'Running';
  });

const node = (name) => `/api/v1/nodes/${name}`;

/** What is done to machines and programs while all that stands. */
const DEEDS = [
  {
    playbook: 'node-cordoned',
    shows: ({ first }) => `Node/${first.name}`,
    begin: ({ api }, { first }) => api.patch(node(first.name), { spec: { unschedulable: true } }),
  },
  {
    // A device takes an address of the pool, as one that a DHCP server gave it to.
    playbook: 'address-taken',
    shows: () => 'Service/traefik/traefik',
    begin: async (_, { gate }) => sh(inside('sofa', `ip address add ${gate}/32 dev eth0`).join(' ')),
  },
];

/** Last, as they take much with them: who is dead finds no fault. */
const DEATHS = [
  {
    playbook: 'controllers-not-running',
    shows: () => 'Deployment/flux-system/helm-controller',
    begin: ({ api }) => crashes(api, 'flux-system', 'helm-controller'),
  },
  {
    playbook: 'node-not-ready',
    shows: ({ last }) => `Node/${last.name}`,
    begin: async (_, { last }) => killNode(last),
  },
];

/** The device tells everybody that the address is its own, as devices do that are switched on. */
async function claim({ gate }) {
  await run(['curl', '-s', '-m', '2', `http://${gate}/`]);
  await run(inside('sofa', 'arping', '-c', '3', '-A', '-I', 'eth0', gate));
}

/** It is given an argument that it ends at, in place of what ran. */
async function crashes(api, namespace, name) {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const known = await api.get(path);
  known.spec.strategy = { type: 'Recreate' };
  known.spec.template.spec.containers[0].args = ['--no-such-thing'];
  await api.put(path, known);
}

/** A platform that is well, then all faults but deaths at once, then those. */
export async function observeDoctor(name, { gate, log, onPlayed }) {
  const lab = await readLab(name);
  const platform = await startOwned(lab);
  const ended = await startCommand(platform, ['up', lab.file]).ended;
  log(`${name}: ${reportOf(ended).verdict}`);
  const before = await examine(platform);
  const setting = { first: platform.plan.nodes[1], last: platform.plan.nodes.at(-1), gate };
  const played = [
    { playbook: 'none', shows: '', found: before.map(({ playbook, objects }) => `${playbook} ${objects}`) },
  ];
  await applyFaults(platform);
  for (const { begin } of DEEDS) await begin(platform, setting);
  const wanted = [...DEEDS.map(({ playbook, shows }) => ({ playbook, shows: shows(setting) })), ...faults];
  const found = await lookFor(platform, wanted, () => claim(setting));
  played.push(...wanted.map((each, i) => told(each, found[i])));
  onPlayed(played);
  for (const { begin } of DEATHS) await begin(platform, setting);
  const dead = DEATHS.map(({ playbook, shows }) => ({ playbook, shows: shows(setting) }));
  const missed = await lookFor(platform, dead);
  played.push(...dead.map((each, i) => told(each, missed[i])));
  return played;
}
