import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleKeeper, type TraefikWorkload, traefikWorkloads, volumeOf } from '../rule-workloads.ts';

const claim = { persistentVolumeClaim: { claimName: 'traefik' } };
const changes = {
  initContainers: [{ name: 'own', image: 'busybox:1.37.0', command: ['sh', '-c', 'chmod 600 /data/acme.json'] }],
};

/** Whether a container that runs before changes modes, by a command or a script of its own: what it does then is not known better. */
const changesModes = ({ pod }: TraefikWorkload): boolean =>
  (pod.initContainers ?? []).some(({ command = [], args = [] }) =>
    /chmod|install\b/.test([...command, ...args].join(' ')),
  );

export const acmeStorageTooOpen: ObjectsRule = {
  id: 'acme-storage-too-open',
  needs: 'objects',
  severity: 'warning',
  summary: 'A volume that is given to a group opens acme.json to it, and Traefik refuses the file.',
  why: 'with fsGroup the kubelet gives the group read and write on every file at each mount (kubernetes pkg/volume/volume_linux.go), and Traefik drops a resolver whose file has another mode than 600: permissions 660 for acme.json are too open, please use 600 (traefik pkg/provider/acme/local_store_unix.go CheckFile)',
  check: (input) =>
    traefikWorkloads(input).flatMap((workload) => {
      const { fsGroup, fsGroupChangePolicy } = workload.pod.securityContext ?? {};
      // Once the folder itself is the group's, nothing below it is touched again.
      if (fsGroup === undefined || fsGroupChangePolicy === 'OnRootMismatch' || changesModes(workload)) return [];
      const kept = [...workload.resolvers].filter(
        ([, { storage }]) => volumeOf(workload, storage)?.persistentVolumeClaim,
      );
      return kept.map(([name, { storage }]) => ({
        on: workload.on,
        path: ['spec', 'template', 'spec', 'securityContext', 'fsGroup'],
        message: `from the second start on ${storage} has mode 660, and Traefik goes without resolver ${name}`,
        hint: 'set fsGroupChangePolicy: OnRootMismatch, and let an init container set the mode to 600',
      }));
    }),
  examples: {
    passing: [
      exampleKeeper(claim),
      exampleKeeper(claim, { securityContext: { fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' } }),
      exampleKeeper(claim, { securityContext: { fsGroup: 65532 }, ...changes }),
    ],
    failing: [exampleKeeper(claim, { securityContext: { fsGroup: 65532 } })],
  },
};
