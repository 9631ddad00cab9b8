import type { LabRule } from '../../../check/rule.ts';
import type { NfsLab } from '../lab.ts';
import { isLocal, isOfCluster } from '../lab-server.ts';
import { addressOf, sharesOf } from '../lab-shares.ts';

export const nfsServerNotKnown: LabRule<NfsLab> = {
  id: 'nfs-server-not-known',
  needs: 'lab',
  severity: 'unknown',
  summary: 'The server of a share has a local name of which the lab does not say whose it is.',
  why: 'the node mounts it, and looks the name up with its own resolver, not in the cluster (kubernetes pkg/volume/nfs/nfs.go)',
  check: (lab) =>
    sharesOf(lab).flatMap(({ name, server, at }) => {
      if (addressOf(lab, server) !== undefined || !isLocal(server) || isOfCluster(server)) return [];
      const message = `share ${name} is of ${server}, and whether the nodes know that name is not known`;
      return [{ path: at, message, knownBy: `its address: network: { names: { ${server}: ADDRESS } }` }];
    }),
  examples: {
    passing: [
      { 'storage.nfs': { media: '192.168.88.5:/mnt/media' } },
      { 'network.names': { 'nas.lan': '192.168.88.5' }, 'storage.nfs': { media: 'nas.lan:/mnt/media' } },
      { 'storage.nfs': { media: { server: 'files.example.org', path: '/mnt/media' } } },
    ],
    failing: [{ 'storage.nfs': { media: 'nas.lan:/mnt/media' } }],
  },
};
