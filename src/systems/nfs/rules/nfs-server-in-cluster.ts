import type { LabRule, ObjectsRule, Problem, RuleFile } from '../../../check/rule.ts';
import { exampleClaim, exampleVolume } from '../../kubernetes/rule-volumes.ts';
import type { NfsLab } from '../lab.ts';
import { isOfCluster } from '../lab-server.ts';
import { sharesOf } from '../lab-shares.ts';
import { exampleServer, mountsOf } from '../rule-mounts.ts';

const facts = {
  id: 'nfs-server-in-cluster',
  severity: 'error',
  summary: 'An NFS server is named by a name that only the cluster’s DNS answers.',
  why: 'the node mounts it, and looks the name up with its own resolver, which does not ask the cluster (kubernetes pkg/volume/nfs/nfs.go)',
} as const;

const message = (server: string): string => `no node knows ${server}: it is a name of the cluster’s own DNS`;
const hint = 'write an address, or a name that the DNS server of the network answers';

const inLab: LabRule<NfsLab> = {
  ...facts,
  needs: 'lab',
  check: (lab) =>
    sharesOf(lab)
      .filter(({ server }) => isOfCluster(server))
      .map(({ server, at }) => ({ path: at, message: message(server), hint })),
  examples: {
    passing: [{ 'storage.nfs': { media: '192.168.88.5:/mnt/media' } }],
    failing: [{ 'storage.nfs': { media: 'nfs.storage.svc.cluster.local:/media' } }],
  },
};

const inObjects: ObjectsRule = {
  ...facts,
  needs: 'objects',
  check: (input) =>
    mountsOf(input)
      .filter(({ server }) => isOfCluster(server))
      .map(({ on, path, server }): Problem => ({ on, path: [...path, 'server'], message: message(server), hint })),
  examples: {
    passing: [exampleVolume(), exampleClaim()],
    failing: [exampleVolume({ nfs: exampleServer('nfs.storage.svc.cluster.local') })],
  },
};

export const nfsServerInCluster: RuleFile<NfsLab> = [inLab, inObjects];
