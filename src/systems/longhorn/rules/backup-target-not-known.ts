import type { LabRule } from '../../../check/rule.ts';
import type { StoringLab } from '../component-nodes.ts';
import { backupsOf } from '../lab.ts';
import { inLonghorn, serverOf, targetPlace } from '../rule-lab.ts';

/** Names that only a DNS server of one's own answers (RFC 6762 section 3, RFC 8375, and IANA's special-use names). */
const isLocal = (host: string): boolean =>
  !host.includes('.') || /\.(?:lan|local|internal|home\.arpa|localdomain)$/.test(host);

export const backupTargetNotKnown: LabRule<StoringLab> = {
  id: 'backup-target-not-known',
  needs: 'lab',
  severity: 'unknown',
  summary: 'Backups go to a local name of which the lab does not say whose it is.',
  why: 'pods of Longhorn mount the target, and look its name up in the cluster’s DNS: only where that asks the DNS server of the network do they find it',
  check: inLonghorn((lab, options) => {
    const target = backupsOf(options)?.target;
    if (target === undefined) return [];
    const { host, address } = serverOf(lab, target);
    if (address !== undefined || !isLocal(host)) return [];
    const message = `backups go to ${host}, and whether the cluster’s DNS knows that name is not known`;
    const knownBy = `its address: network: { names: { ${host}: ADDRESS } }`;
    return [{ path: targetPlace(options), message, knownBy }];
  }),
  examples: {
    passing: [
      { storage: { longhorn: { backups: 'nfs://192.168.88.5:/tank' } } },
      { storage: { longhorn: { backups: 'nfs://nas.example.org:/tank' } } },
      { storage: { longhorn: { backups: 'nfs://nas.lan:/tank' } }, 'network.names': { 'nas.lan': '192.168.88.5' } },
    ],
    failing: [{ storage: { longhorn: { backups: 'nfs://nas.lan:/tank' } } }],
  },
};
