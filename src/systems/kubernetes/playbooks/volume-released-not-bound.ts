import { type KubeObject, printRef } from '../../../kube/object.ts';
import { kinds, type PersistentVolume, type PersistentVolumeClaim } from '../../../kube/types.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

/** The claim that waits for what this volume holds: named like the one that it was bound to, or naming it. */
function waitingFor({ metadata, spec }: PersistentVolume, seen: SeenCluster): PersistentVolumeClaim | undefined {
  const { claimRef } = spec ?? {};
  const same =
    claimRef?.name === undefined
      ? undefined
      : seen.find<PersistentVolumeClaim>(kinds.PersistentVolumeClaim, claimRef.name, claimRef.namespace);
  if (same?.status?.phase === 'Pending' && (same.spec?.volumeName ?? metadata.name) === metadata.name) return same;
  return undefined;
}

function symptomOf(volume: PersistentVolume, seen: SeenCluster): Symptom | undefined {
  const { name } = volume.metadata;
  if (volume.status?.phase === 'Failed')
    return {
      object: printRef(volume),
      shows: 'could not be cleared away',
      severity: 'warning',
      causes: [
        {
          likelihood: 'certain',
          cause: 'what it lies on could not be deleted',
          evidence: [`Failed: ${volume.status.message ?? volume.status.reason ?? 'without a message'}`],
          fix: 'clear it in the storage by hand, then delete the volume',
          commands: [`kubectl describe pv ${name}`],
        },
      ],
    };
  const claim = volume.status?.phase === 'Released' ? waitingFor(volume, seen) : undefined;
  if (!claim) return undefined;
  const cause: Cause = {
    likelihood: 'certain',
    cause: `it was kept (Retain) when its claim was deleted, and remembers that one: ${printRef(claim)} made anew is another to it`,
    evidence: [
      `${printRef(volume)}: Released, claimRef ${claim.metadata.namespace}/${claim.metadata.name}`,
      `${printRef(claim)}: Pending`,
    ],
    fix: 'take spec.claimRef.uid and resourceVersion off the volume: it is Available to that claim again, with its data; set volumeName in the claim so that it takes no other',
    commands: [
      `kubectl patch pv ${name} --type json -p '[{"op":"remove","path":"/spec/claimRef/uid"},{"op":"remove","path":"/spec/claimRef/resourceVersion"}]'`,
    ],
  };
  return { object: printRef(volume), shows: 'keeps the data of a claim that was deleted', causes: [cause] };
}

const volume = (phase: string): KubeObject =>
  exampleOf(['v1', 'PersistentVolume'], 'pvc-1', {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'fast',
      csi: { driver: 'disks.example.org', volumeHandle: 'pvc-1' },
      claimRef: {
        kind: 'PersistentVolumeClaim',
        apiVersion: 'v1',
        namespace: 'apps',
        name: 'data',
        uid: '00000000-0000-4000-8000-000000000001',
        resourceVersion: '1',
      },
    },
    status: { phase },
  });
const claim = exampleOf(['v1', 'PersistentVolumeClaim'], 'data', {
  namespace: 'apps',
  metadata: { creationTimestamp: '2026-01-01T11:50:00Z' },
  spec: { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  status: { phase: 'Pending' },
});

/** A volume with data that its claim made anew does not get. */
export const volumeReleasedNotBound: Playbook = {
  id: 'volume-released-not-bound',
  symptom:
    'A PersistentVolume is Released, and the claim that is to have its data again stays Pending; or one is Failed.',
  why: 'a volume remembers its claim by uid, and is Released for ever when that is gone and its policy is Retain (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go)',
  reads: [kinds.PersistentVolume, kinds.PersistentVolumeClaim],
  diagnose: (seen) =>
    seen.list<PersistentVolume>(kinds.PersistentVolume).flatMap((each) => symptomOf(each, seen) ?? []),
  examples: {
    healthy: [{ objects: [volume('Released')] }, { objects: [volume('Bound'), claim] }],
    ill: [{ objects: [volume('Released'), claim] }, { objects: [volume('Failed')] }],
  },
};
