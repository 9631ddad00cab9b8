import { type AddressUse, printUse } from '../../lab/address-plan.ts';
import type { PlannedLab } from '../../lab/lab-plan.ts';
import type { DnsFile } from './dns-file.ts';

const edges = new Set(['network-address', 'broadcast-address']);

/** Every address of the lab and what it is for, in their order. */
export function addressSection({ plan }: PlannedLab, dns: DnsFile | undefined): string {
  const rows = plan.uses.filter(({ kind }) => !edges.has(kind)).map((use) => `| ${printUse(use)} | ${wordsOf(use)} |`);
  if (rows.length === 0) return '';
  const networks = plan.networks.map(({ text }) => text).join(', ');
  return `## Addresses\n\nThe network is ${networks}. What is not listed is free.\n\n| address | for |\n|---|---|\n${rows.join('\n')}${dns === undefined ? '' : `\n\nThe names of the lab: ${dns.use}`}`;
}

const wordsOf = ({ owner, pools = [], kind }: AddressUse): string =>
  kind !== 'pool' && pools.length > 0 ? `${owner}, from pool ${pools.join(', ')}` : owner;
