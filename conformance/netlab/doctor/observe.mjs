// Inside the enclosure: faults injected into a platform that real Flux brought up, and whether `gatehouse doctor --context` finds them.
import { setTimeout as sleep } from 'node:timers/promises';
import { readLab } from '../flux/lab.mjs';
import { until } from '../platform/control-plane.mjs';
import { killNode, reviveNode } from '../platform/nodes.mjs';
import { applyAll, pathsOf } from '../platform/objects.mjs';
import { inside, sh } from '../platform/shell.mjs';
import { podsReady } from '../platform/systems.mjs';
import { reportOf, startCommand, startOwned } from '../up/bring-up.mjs';
import { faults, well } from './faults.mjs';

/** What is ill for two minutes counts as ill; containers that end need a few turns more. */
const PATIENCE_MILLISECONDS = 300_000;

const examine = async (platform) => reportOf(await startCommand(platform, ['doctor']).ended).diagnoses;

const findIn = (diagnoses, { playbook, shows }) =>
  diagnoses.find((each) => each.playbook === playbook && each.objects.some((name) => name.startsWith(shows)));

/** Looks again and again until all are found, or time is over; the diagnosis of each that was found. */
async function lookFor(platform, wanted) {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  let diagnoses = [];
  while (Date.now() < end) {
    diagnoses = await examine(platform);
    if (wanted.every((each) => findIn(diagnoses, each))) break;
    await sleep(5000);
  }
  return wanted.map((each) => findIn(diagnoses, each));
}

/** Names that are made up: what comes after the last that was given. */
const plain = (text) => text.replace(/-[a-z0-9]{5,10}(-[a-z0-9]{5})?\b(?=$|[^a-z0-9-])/g, '-…');

function told({ playbook, shows }, found) {
  if (!found) return { playbook, shows, found: false };
  const [{ cause, likelihood }] = found.causes;
  return { playbook, shows, found: true, severity: found.severity, cause: plain(cause), likelihood };
}

async function remove(api, object) {
  await api.delete(await pathsOf(api)(object));
}

/** Those that only apply something stand side by side. */
async function playObjects(platform) {
  const { api } = platform;
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
  const found = await lookFor(platform, faults);
  return faults.map((each, i) => told(each, found[i]));
}

const podRuns = (api, { metadata }) =>
  until('a pod', async () => {
    const pod = await api.get(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`);
    return pod?.status.phase === 'Running';
  });

const node = (name) => `/api/v1/nodes/${name}`;

/** Those that are done to machines and programs, one after the other: what is done, and what ends it. */
const DEEDS = [
  {
    playbook: 'node-cordoned',
    shows: ({ last }) => `Node/${last.name}`,
    begin: ({ api }, { last }) => api.patch(node(last.name), { spec: { unschedulable: true } }),
    end: ({ api }, { last }) => api.patch(node(last.name), { spec: { unschedulable: null } }),
  },
  {
    playbook: 'controllers-not-running',
    shows: () => 'Deployment/flux-system/helm-controller',
    begin: ({ api }) => scale(api, 'flux-system', 'helm-controller', 0),
    end: ({ api }) => scale(api, 'flux-system', 'helm-controller', 1),
  },
  {
    // A device takes an address of the pool, as one that a DHCP server gave it to.
    playbook: 'address-taken',
    shows: () => 'Service/traefik/traefik',
    begin: async (_, { gate }) => {
      sh([
        inside('sofa', `ip address add ${gate}/32 dev eth0`).join(' '),
        inside('sofa', `arping -c 3 -A -I eth0 ${gate}`).join(' '),
      ]);
    },
    end: async (_, { gate }) => {
      sh([inside('sofa', `ip address del ${gate}/32 dev eth0`).join(' '), 'ip neigh flush all']);
    },
  },
  {
    playbook: 'node-not-ready',
    shows: ({ last }) => `Node/${last.name}`,
    begin: async (_, { last }) => killNode(last),
    end: async (platform, { last }) => reviveNode(platform, last),
  },
];

const scale = (api, namespace, name, replicas) =>
  api.patch(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`, { spec: { replicas } });

async function playDeeds(platform, log) {
  const setting = { last: platform.plan.nodes.at(-1), gate: platform.gate };
  const played = [];
  for (const { playbook, shows, begin, end } of DEEDS) {
    const wanted = { playbook, shows: shows(setting) };
    await begin(platform, setting);
    const [found] = await lookFor(platform, [wanted]);
    await end(platform, setting);
    played.push(told(wanted, found));
    log(JSON.stringify(played.at(-1)));
  }
  return played;
}

/** A platform that is well, then each fault. */
export async function observeDoctor(name, { gate, log }) {
  const lab = await readLab(name);
  const platform = { ...(await startOwned(lab)), gate };
  const ended = await startCommand(platform, ['up', lab.file]).ended;
  log(`${name}: ${reportOf(ended).verdict}`);
  const before = await examine(platform);
  const healthy = {
    playbook: 'none',
    shows: '',
    found: before.map(({ playbook, objects }) => `${playbook} ${objects}`),
  };
  const deeds = await playDeeds(platform, log);
  const objects = await playObjects(platform);
  return [healthy, ...deeds, ...objects];
}
