// The whole platform, brought up from nothing.
import { mkdirSync } from 'node:fs';
import { Processes } from '../../real/processes.mjs';
import { openApi } from '../kubelet/api.mjs';
import { startControlPlane } from './control-plane.mjs';
import { layNetwork } from './network.mjs';
import { nodeObject, startNode } from './nodes.mjs';

const folder = '/run/platform';

/** Names and addresses: nodes 192.168.88.11 and on unless machines say theirs, two clients inside, one outside. */
export function planOf({ nodes = 3, cni = 'routes', proxy = 'iptables', names, machines, clients = 50 }) {
  const list =
    machines ?? (names ?? Array.from({ length: nodes }, (_, i) => `node-${i + 1}`)).map((name) => ({ name }));
  return {
    gateway: '192.168.88.1',
    prefix: 24,
    driver: '192.168.88.2',
    control: '192.168.88.10',
    cni,
    proxy,
    nodes: list.map((each, i) => ({ address: `192.168.88.${i + 11}`, ...each, space: `node-${i + 1}`, index: i + 1 })),
    clients: [
      { name: 'desk', address: `192.168.88.${clients}` },
      { name: 'sofa', address: `192.168.88.${clients + 1}` },
    ],
  };
}

/** Starts everything; the program itself stands on a cable of its own. */
export async function startPlatform(plan) {
  mkdirSync(folder, { recursive: true });
  const processes = new Processes(folder);
  layNetwork(plan);
  const access = await startControlPlane(processes, folder, plan);
  const api = openApi(access);
  const platform = { plan, processes, folder, access, api };
  for (const node of plan.nodes) {
    await api.post('/api/v1/nodes', nodeObject(node));
    startNode(platform, node);
  }
  return platform;
}
