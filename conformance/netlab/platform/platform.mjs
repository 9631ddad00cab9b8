// The whole platform, brought up from nothing.
import { mkdirSync } from 'node:fs';
import { Processes } from '../../real/processes.mjs';
import { openApi } from '../kubelet/api.mjs';
import { startControlPlane } from './control-plane.mjs';
import { layNetwork } from './network.mjs';
import { nodeObject, startNode } from './nodes.mjs';

const folder = '/run/platform';

/** Names and addresses: nodes 192.168.88.11 and on, two clients inside, one outside. */
export function planOf({ nodes = 3, cni = 'routes', proxy = 'iptables', names }) {
  const list = names ?? Array.from({ length: nodes }, (_, i) => `node-${i + 1}`);
  return {
    gateway: '192.168.88.1',
    prefix: 24,
    driver: '192.168.88.2',
    control: '192.168.88.10',
    cni,
    proxy,
    nodes: list.map((name, i) => ({ name, space: `node-${i + 1}`, index: i + 1, address: `192.168.88.${i + 11}` })),
    clients: [
      { name: 'desk', address: '192.168.88.50' },
      { name: 'sofa', address: '192.168.88.51' },
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
