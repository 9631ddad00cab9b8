import type { LabCore } from '../../lab/lab-core.ts';
import { listOf } from '../../lab/list-of.ts';
import type { NodePort } from '../composed-object.ts';
import type { PlacedSystem } from '../layouts/layout.ts';

/** The ports that nodes need of each other and of people; all others may stay shut. */
export function firewallSection({ nodes }: LabCore, systems: readonly PlacedSystem[]): string {
  const ports = systems.flatMap(({ parts }) => parts.ports ?? []);
  if (ports.length === 0) return '';
  const addresses = nodes.flatMap(({ address }) => listOf(address)).join(', ');
  const rows = [...new Set(ports.map(rowOf))];
  return `## Firewall of the nodes

Before any port is open: everything that comes in is refused but for SSH from where you work, what the nodes (${addresses}) ask of each other, and the
networks of pods and Services. What \`all nodes\` or \`control planes\` may reach is open to those addresses alone; none of these is for the internet.

| on | port | from | for |
|---|---|---|---|
${rows.join('\n')}`;
}

const rowOf = ({ on, ports, protocol, from, purpose }: NodePort): string =>
  `| ${on} | ${ports}${ports === '' ? '' : '/'}${protocol.toLowerCase()} | ${from} | ${purpose} |`;
