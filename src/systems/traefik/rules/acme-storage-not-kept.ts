import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleKeeper, traefikWorkloads, volumeOf } from '../rule-workloads.ts';

export const acmeStorageNotKept: ObjectsRule = {
  id: 'acme-storage-not-kept',
  needs: 'objects',
  severity: 'warning',
  summary: 'The certificates that Traefik asks for itself are gone with its pod.',
  why: 'account and certificates lie in the file of acme.storage alone (traefik pkg/provider/acme/local_store.go): without it every pod asks anew, and Let’s Encrypt gives five certificates a week for the same names',
  check: (input) =>
    traefikWorkloads(input).flatMap((workload) =>
      [...workload.resolvers].flatMap(([name, { storage }]) => {
        const volume = volumeOf(workload, storage);
        // What other kinds of volumes keep is theirs to know.
        if (volume && !volume.emptyDir) return [];
        const where = volume ? `an emptyDir (volume ${volume.name})` : 'the disk of its container';
        return [
          {
            on: workload.on,
            path: ['spec', 'template', 'spec'],
            message: `resolver ${name} keeps its certificates in ${storage}, on ${where}: they are gone with the pod`,
            hint: 'mount a PersistentVolumeClaim there (persistence.enabled: true in the values of the chart)',
          },
        ];
      }),
    ),
  examples: {
    passing: [exampleKeeper({ persistentVolumeClaim: { claimName: 'traefik' } })],
    failing: [exampleKeeper({ emptyDir: {} })],
  },
};
