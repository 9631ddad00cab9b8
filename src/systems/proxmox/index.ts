import type { System } from '../system.ts';
import { claims } from './claims.ts';

/** Proxmox VE: the hosts that the machines of a lab run on. */
export const system: System = {
  id: 'proxmox',
  title: 'Proxmox VE',
  docs: 'https://pve.proxmox.com/pve-docs/',
  upstream: 'providers bpg/proxmox 0.111.1, telmate/proxmox 3.0.2-rc09',
  claims,
  assumptions: [],
};
