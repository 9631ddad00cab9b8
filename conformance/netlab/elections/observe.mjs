// Inside the enclosure: plays random labs on the real platform and records who answers for each address.
import { setTimeout as sleep } from 'node:timers/promises';
import { importTypeScript } from '../../real/typescript.mjs';
import { until } from '../platform/control-plane.mjs';
import { hardwareAddress, setCable } from '../platform/network.mjs';
import { applyAll, deleteAll } from '../platform/objects.mjs';
import { inside, run } from '../platform/shell.mjs';
import { installMetallb } from '../platform/systems.mjs';

const SETTLE_LIMIT_MILLISECONDS = 30_000;

/** For as long a lost node is thought to be there: the speakers find out within 5 to 7 s. */
const UNNOTICED_MILLISECONDS = 6000;
const FORGOTTEN_MILLISECONDS = 20_000;

/** Name of each node by the hardware address of its cable. */
export const nodesByCable = async ({ nodes }) =>
  new Map(await Promise.all(nodes.map(async ({ name, space }) => [await hardwareAddress(space), name])));

/** Names of the nodes that answer who has an address, asked for a second from a client's place. */
export async function answering(address, cables) {
  const { stdout } = await run(inside('desk', 'arping', '-w', '1', '-I', 'eth0', address));
  const seen = [...stdout.matchAll(/\[([0-9a-f:]{17})\]/gi)].map(([, cable]) => cable.toLowerCase());
  return [...new Set(seen)].map((cable) => cables.get(cable) ?? cable).sort();
}

/** Asked again until the same is seen twice in a row; speakers are given time to hear of it first. */
async function settled(services, cables, patience = 0) {
  await sleep(2000 + patience);
  const end = Date.now() + SETTLE_LIMIT_MILLISECONDS;
  let last;
  while (true) {
    const seen = await Promise.all(services.map(({ address }) => answering(address, cables)));
    const text = JSON.stringify(seen);
    if (text === last) return seen;
    if (Date.now() > end) throw new Error(`never settled: ${text}`);
    last = text;
  }
}

/** Gives nodes the labels and taints of a lab, and waits until speakers run where they should and know of each other. */
async function setNodes(api, nodes, { nodeLabels, awayTaint }) {
  for (const { name, labels, tainted } of nodes) {
    const none = Object.fromEntries(nodeLabels.map((label) => [label, null]));
    const taints = tainted ? [awayTaint] : [];
    await api.patch(`/api/v1/nodes/${name}`, { metadata: { labels: { ...none, ...labels } }, spec: { taints } });
  }
  const wanted = nodes.flatMap(({ name, tainted }) => (tainted ? [] : [name])).sort();
  await until('speakers where they should be', async () => {
    const { items } = await api.get('/api/v1/namespaces/metallb-system/pods?labelSelector=component%3Dspeaker');
    const running = items.filter(({ status }) => status.containerStatuses?.[0]?.ready).map(({ spec }) => spec.nodeName);
    return JSON.stringify(running.sort()) === JSON.stringify(wanted) && items.length === wanted.length;
  });
  await until('a controller', async () => {
    const { status } = await api.get('/apis/apps/v1/namespaces/metallb-system/deployments/controller');
    return status.availableReplicas === 1;
  });
  await sleep(3000);
}

/** Names of Services with the nodes that answer for them. */
const byService = (lab, seen) => Object.fromEntries(lab.services.map(({ name }, i) => [name, seen[i]]));

/** The node that answers for most addresses: its loss is seen best. */
function busiest(seen) {
  const counts = new Map();
  for (const name of seen.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}

async function restartSpeaker(api, node) {
  const path = '/api/v1/namespaces/metallb-system/pods';
  const { items } = await api.get(`${path}?labelSelector=component%3Dspeaker&fieldSelector=spec.nodeName%3D${node}`);
  for (const { metadata } of items) await api.delete(`${path}/${metadata.name}`);
}

/** Pulls the cable of the busiest node, and plugs it in again when all has settled without it; nothing where nobody answers. */
async function playLoss({ api, plan: { nodes }, patience }, lab, cables, before) {
  const lost = busiest(before);
  if (lost === undefined) return {};
  const { space } = nodes.find(({ name }) => name === lost);
  setCable(space, 'down');
  await sleep(UNNOTICED_MILLISECONDS);
  const seen = await settled(lab.services, cables, patience);
  setCable(space, 'up');
  const isBack = async () => {
    const now = await Promise.all(lab.services.map(({ address }) => answering(address, cables)));
    return JSON.stringify(now) === JSON.stringify(before);
  };
  // Speakers forget whom they have missed for 30 s, and elect apart: one that starts anew finds the others.
  await until('the node again', isBack, FORGOTTEN_MILLISECONDS).catch(async () => {
    await restartSpeaker(api, lost);
    await until('the node again', isBack);
  });
  return { lost, after: byService(lab, seen) };
}

async function playLab({ api, plan, loses, patience }, lab, { objectsOf }, cables) {
  const objects = objectsOf(lab);
  await applyAll(api, objects);
  await until('addresses', async () => {
    const { items } = await api.get('/api/v1/namespaces/default/services');
    const balancers = items.filter(({ spec }) => spec.type === 'LoadBalancer');
    return balancers.length > 0 && balancers.every(({ status }) => status.loadBalancer.ingress?.length === 1);
  });
  const seen = await settled(lab.services, cables, patience);
  const loss = loses ? await playLoss({ api, plan, patience }, lab, cables, seen) : {};
  await deleteAll(api, [...objects].reverse());
  return { seen: byService(lab, seen), ...loss };
}

/**
 * Plays `settings` settings of nodes with `each` labs each, or those of them that `chosen` picks by setting and number; returns the labs with
 * what was seen. With `loses` each lab loses a node, too; `patience` is how many milliseconds longer it is waited before anybody looks.
 */
export async function observeElections(platform, options) {
  const { settings, each, log, chosen = () => true, onPlayed = () => undefined, ...rest } = options;
  const { api, plan } = platform;
  const lab = await importTypeScript('conformance/netlab/elections/lab.ts');
  const objects = await importTypeScript('conformance/netlab/elections/objects.ts');
  const names = plan.nodes.map(({ name }) => name);
  await installMetallb(api);
  const cables = await nodesByCable(plan);
  const played = [];
  for (let setting = 0; setting < settings; setting++) {
    const numbers = Array.from({ length: each }, (_, number) => number).filter((number) => chosen(setting, number));
    if (numbers.length === 0) continue;
    await setNodes(api, lab.randomLab(names, setting, 0).nodes, { ...lab, ...objects });
    for (const number of numbers) {
      const one = lab.randomLab(names, setting, number);
      try {
        played.push({ setting, number, lab: one, ...(await playLab({ api, plan, ...rest }, one, objects, cables)) });
      } catch (error) {
        // A machine that is starved tells nothing of elections: the lab is left out, and said to be.
        log(`left out: lab ${number} of setting ${setting}: ${error.message}`);
        for (const { space } of plan.nodes) setCable(space, 'up');
        await deleteAll(api, [...objects.objectsOf(one)].reverse());
      }
    }
    log(`elections: ${played.length} labs`);
    onPlayed(played);
  }
  return played;
}
