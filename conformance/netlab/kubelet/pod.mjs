// One pod: its network, its volumes, its containers, its status, its end.
import { statSync } from 'node:fs';
import { runContainer, waiting } from './container.mjs';
import { closeFolder, closeNetwork, openFolder, openNetwork } from './sandbox.mjs';
import { volumesOf } from './volumes.mjs';

const REFRESH_MILLISECONDS = 5000;

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

const isFile = (path) => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

const idle = { restarts: 0, ready: false, started: false, state: waiting('ContainerCreating'), lastState: {} };

function conditionsOf(pod, ready, since) {
  const of = (type, held) => {
    const known = pod.status?.conditions?.find(
      (each) => each.type === type && each.status === (held ? 'True' : 'False'),
    );
    return {
      type,
      status: held ? 'True' : 'False',
      lastTransitionTime: known?.lastTransitionTime ?? since,
      lastProbeTime: null,
    };
  };
  return [
    of('PodReadyToStartContainers', true),
    of('Initialized', true),
    of('Ready', ready),
    of('ContainersReady', ready),
    of('PodScheduled', true),
  ];
}

function statusOf(pod, node, { address, states, startTime }) {
  const list = pod.spec.containers.map(({ name, image }) => ({ name, image, ...(states.get(name)?.state ?? idle) }));
  const over = list.every(({ state }) => state.terminated) && pod.spec.restartPolicy !== 'Always';
  const failed = list.some(({ state }) => state.terminated?.exitCode > 0);
  const begun = list.some(({ state, restarts }) => state.running || restarts > 0);
  const ready = list.every((each) => each.ready);
  return {
    phase: over ? (failed ? 'Failed' : 'Succeeded') : begun ? 'Running' : 'Pending',
    hostIP: node.address,
    hostIPs: [{ ip: node.address }],
    ...(address && { podIP: address, podIPs: [{ ip: address }] }),
    startTime,
    conditions: conditionsOf(pod, ready, now()),
    containerStatuses: list.map(({ name, image, ready: up, started, restarts, state, lastState }) => ({
      name,
      image,
      imageID: image,
      ready: up,
      started,
      restartCount: restarts,
      state,
      lastState,
      containerID: `netlab://${pod.metadata.uid}-${name}`,
    })),
  };
}

/** Runs a pod; `update` tells of its newer version, `stop` ends its processes, `drop` is for one that is gone from the API. */
export function runPod(kubelet, first) {
  const { api, node, programs, addresses, world, folder: base } = kubelet;
  let pod = first;
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  const states = new Map();
  const address = pod.spec.hostNetwork ? node.address : addresses.take();
  const startTime = now();
  pod.status = { ...pod.status, hostIP: node.address, podIP: address };
  const folder = openFolder(base, pod);
  const volumes = volumesOf(api, pod, folder);
  let network;
  let ending = false;
  let timer;
  let told = Promise.resolve();

  const tell = () => {
    told = told
      .then(() =>
        api.patch(`${path}/status`, {
          metadata: { uid: pod.metadata.uid },
          status: statusOf(pod, node, { address: network && address, states, startTime }),
        }),
      )
      .then((newer) => {
        if (newer) pod = { ...pod, status: newer.status };
      })
      .catch(() => (ending ? undefined : setTimeout(tell, 1000).unref()));
    return told;
  };
  const begin = async () => {
    try {
      await volumes.refresh();
      if (ending) return;
      network ??= openNetwork({ node: node.space, pod, address, gateway: node.gateway });
      // Its address is known before it starts, as a kubelet does it: programs look for each other by it.
      await tell();
      if (ending) return;
      const setting = { api, pod, programs, network, folder, volumes, address, isFile, world };
      for (const each of pod.spec.containers)
        states.set(
          each.name,
          runContainer(setting, each, () => tell()),
        );
      timer = setInterval(() => volumes.refresh().catch(() => undefined), REFRESH_MILLISECONDS);
    } catch (error) {
      kubelet.log(`${path}: ${error.message}`);
      timer = setTimeout(begin, 500);
    }
  };
  const end = async (seconds) => {
    ending = true;
    clearInterval(timer);
    await Promise.all([...states.values()].map((each) => each.stop(seconds)));
    if (network) closeNetwork(network, node.space);
    if (!pod.spec.hostNetwork) addresses.free(address);
  };
  begin();

  return {
    uid: pod.metadata.uid,
    update: (newer) => {
      const changed = JSON.stringify(newer.metadata.annotations) !== JSON.stringify(pod.metadata.annotations);
      pod = newer;
      if (changed || !states.size) volumes.refresh().catch(() => undefined);
      if (newer.metadata.deletionTimestamp && !ending)
        end(newer.metadata.deletionGracePeriodSeconds ?? 30)
          .then(tell)
          .then(() => api.delete(path, { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } }))
          .catch((error) => kubelet.log(`${path}: ${error.message}`))
          .then(() => closeFolder(folder));
    },
    drop: () => ending || end(0).then(() => closeFolder(folder)),
  };
}
