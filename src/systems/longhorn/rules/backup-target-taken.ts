import type { LabRule } from '../../../check/rule.ts';
import { contains, parseRange } from '../../../core/address.ts';
import { printUse, usesOf } from '../../../lab/address-plan.ts';
import type { StoringLab } from '../component-nodes.ts';
import { backupsOf } from '../lab.ts';
import { serverOf, targetPlace } from '../rule-lab.ts';

const at = (backups: string) => ({ storage: { longhorn: { backups } } });

export const backupTargetTaken: LabRule<StoringLab> = {
  id: 'backup-target-taken',
  needs: 'lab',
  severity: 'warning',
  summary: 'The address of the server for backups may be given to another machine.',
  why: 'an address of a pool is answered by a node, and one of the DHCP range is leased to another sooner or later, unless the server keeps it (RFC 2131 §3.1): backups fail then',
  check: (lab, plan) => {
    const options = lab.storage?.longhorn;
    const target = options && backupsOf(options)?.target;
    const address = target === undefined ? undefined : serverOf(lab, target).address;
    const range = address === undefined ? undefined : parseRange(address);
    if (!options || !range) return [];
    const within = (...kinds: ('pool' | 'dhcp' | 'reservation')[]) =>
      usesOf(plan, ...kinds).find((use) => contains(use.range, range));
    const taken = within('pool') ?? (within('reservation') ? undefined : within('dhcp'));
    if (!taken) return [];
    const isPool = taken === within('pool');
    const message = `backups go to ${address}, which lies in ${isPool ? taken.owner : 'the DHCP range'} (${printUse(taken)})`;
    const hint = isPool
      ? 'give the server an address outside the pools'
      : 'give the server an address outside the range; if it is kept for it, say so in network.reserved';
    return [{ path: targetPlace(options), message, hint }];
  },
  examples: {
    passing: [
      at('nfs://192.168.88.5:/tank'),
      { ...at('nfs://nas.lan:/tank'), 'network.names': { 'nas.lan': '192.168.88.6' } },
      { ...at('nfs://192.168.88.150:/tank'), 'network.reserved.0.range': '192.168.88.150' },
    ],
    failing: [at('nfs://192.168.88.150:/tank'), at('nfs://192.168.88.72:/tank')],
  },
};
