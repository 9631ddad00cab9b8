import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { withPodSpec } from '../../kubernetes/rule-fixtures.ts';
import { claimsOf, keptFor, placeOf, volumesOf } from '../../kubernetes/rule-volumes.ts';
import { type Workload, workloadsOf } from '../../kubernetes/rule-workloads.ts';
import { databaseFolder } from '../rule-databases.ts';
import { exampleServer } from '../rule-mounts.ts';

const jellyfin = (volume: object) =>
  withPodSpec({
    containers: [
      {
        name: 'jellyfin',
        image: 'docker.io/jellyfin/jellyfin:10.11.6',
        volumeMounts: [{ name: 'a', mountPath: '/config' }],
      },
    ],
    volumes: [{ name: 'a', ...volume }],
  });

export const databaseOnNfs: ObjectsRule = {
  id: 'database-on-nfs',
  needs: 'objects',
  severity: 'warning',
  summary: 'An app keeps a database of SQLite on an NFS server.',
  why: 'its locks fail over a network, and its write-ahead log does not work there at all: `database is locked`, or a database that is damaged (SQLite docs: wal.html, useovernet.html)',
  check: (input) => {
    const onNfs = claimsOnNfs(input);
    return workloadsOf(input).flatMap((workload) => databases(workload, onNfs));
  },
  examples: {
    passing: [jellyfin({ emptyDir: {} })],
    failing: [jellyfin({ nfs: exampleServer('192.168.88.5') })],
  },
};

/** `namespace/name` of the claims that are bound to volumes of NFS servers by their files. */
function claimsOnNfs(input: RuleInput): ReadonlySet<string> {
  const volumes = volumesOf(input).filter(({ object }) => object.spec?.nfs !== undefined);
  const names = new Set(volumes.map(({ object }) => object.metadata.name));
  const named = claimsOf(input).filter(({ object }) => names.has(object.spec?.volumeName ?? ''));
  return new Set([
    ...volumes.flatMap(({ object }) => keptFor(object) ?? []),
    ...named.map(({ object }) => placeOf(object)),
  ]);
}

function databases({ on, namespace, spec, path }: Workload, onNfs: ReadonlySet<string>): readonly Problem[] {
  const shared = new Set(
    (spec.volumes ?? [])
      .filter(({ nfs, persistentVolumeClaim: claim }) => nfs || (claim && onNfs.has(`${namespace}/${claim.claimName}`)))
      .map(({ name }) => name),
  );
  return spec.containers.flatMap(({ image = '', volumeMounts = [] }, i) => {
    const folder = databaseFolder(image);
    return volumeMounts.flatMap(({ name, mountPath }, j): Problem[] => {
      if (folder === undefined || mountPath.replace(/\/+$/, '') !== folder || !shared.has(name)) return [];
      const message = `${image} keeps its database in ${folder}, which is on an NFS server`;
      const at = [...path, 'containers', i, 'volumeMounts', j];
      return [
        { on, path: at, message, hint: 'put this folder on a disk of the cluster, and what it plays on the server' },
      ];
    });
  });
}
