import type { LabRule } from '../../../check/rule.ts';
import { contains, parseAddress } from '../../../core/address.ts';
import { printUse, usesOf } from '../../../lab/address-plan.ts';
import type { NfsLab } from '../lab.ts';
import { addressOf, sharesOf } from '../lab-shares.ts';

export const nfsServerInDhcp: LabRule<NfsLab> = {
  id: 'nfs-server-in-dhcp',
  needs: 'lab',
  severity: 'warning',
  summary: 'The server of a share has an address that DHCP hands out.',
  why: 'a lease may go to another machine, and mounts that are there already hang until the server is back at its address (nfs(5), hard mounts)',
  check: (lab, plan) => {
    const leases = usesOf(plan, 'dhcp');
    const reserved = usesOf(plan, 'reservation').filter(({ path }) => path[1] === 'reserved');
    return sharesOf(lab).flatMap(({ name, server, at }) => {
      const read = parseAddress(addressOf(lab, server) ?? '');
      if (!read) return [];
      const range = { family: read.family, first: read.value, last: read.value };
      const lease = leases.find((use) => contains(use.range, range));
      if (!lease || reserved.some((use) => contains(use.range, range))) return [];
      const message = `the server of share ${name}, ${server}, is in what DHCP hands out (${printUse(lease)})`;
      const hint =
        'give it an address outside; if the DHCP server keeps this one for it, write it under network.reserved';
      return [{ path: at, message, hint }];
    });
  },
  examples: {
    passing: [
      { 'storage.nfs': { media: '192.168.88.5:/mnt/media' } },
      { 'storage.nfs': { media: '192.168.88.150:/mnt' }, 'network.reserved': ['192.168.88.150'] },
    ],
    failing: [{ 'storage.nfs': { media: '192.168.88.150:/mnt/media' } }],
  },
};
