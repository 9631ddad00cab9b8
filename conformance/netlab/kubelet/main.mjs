// A small kubelet: pods of one node as processes in namespaces of their own. It is started by `platform/nodes.mjs`, in the node's namespace:
//
//   node conformance/netlab/kubelet/main.mjs SETTINGS.json
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openApi } from './api.mjs';
import { keepNode } from './node.mjs';
import { runPod } from './pod.mjs';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let last;
const log = (line) => {
  if (line !== last) console.log(`${new Date().toISOString()} ${line}`);
  last = line;
};

/** Addresses of the node's pod network, the one that was free for longest first. */
function addressBook(prefix) {
  const free = Array.from({ length: 250 }, (_, i) => `${prefix}.${i + 2}`);
  return { take: () => free.shift(), free: (address) => free.push(address) };
}

const { node, programs, folder, world } = settings;
const api = openApi(settings);
const kubelet = { api, node, programs, folder, world, log, addresses: addressBook(node.podPrefix) };
const pods = new Map();

function see(pod) {
  const known = pods.get(pod.metadata.uid);
  if (known) known.update(pod);
  else if (!['Succeeded', 'Failed'].includes(pod.status?.phase)) {
    pods.set(pod.metadata.uid, runPod(kubelet, pod));
    if (pod.metadata.deletionTimestamp) pods.get(pod.metadata.uid).update(pod);
  }
}

function lose(uid) {
  pods.get(uid)?.drop();
  pods.delete(uid);
}

/** Lists and watches for ever; after each cut it lists again. */
async function followPods() {
  const path = `/api/v1/pods?fieldSelector=spec.nodeName%3D${node.name}`;
  while (true) {
    try {
      const { items, metadata } = await api.get(path);
      const there = new Set(items.map((pod) => pod.metadata.uid));
      for (const uid of pods.keys()) if (!there.has(uid)) lose(uid);
      for (const pod of items) see(pod);
      await api.watch(
        `${path}&watch=true&timeoutSeconds=25&resourceVersion=${metadata.resourceVersion}`,
        ({ type, object }) => {
          if (type === 'DELETED') lose(object.metadata.uid);
          else if (type !== 'ERROR') see(object);
        },
      );
    } catch (error) {
      log(error.message);
    }
    await sleep(200);
  }
}

process.on('unhandledRejection', (error) => log(`unhandled: ${error.stack}`));
keepNode(api, node, log);
followPods();
