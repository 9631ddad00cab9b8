import { printRef } from '../../../kube/object.ts';
import {
  kinds,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { exampleEventOf, exampleOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { explainFailure, failureOf } from '../../../operate/diagnose/failed-provisioning.ts';
import { podsByClaim } from '../../../operate/diagnose/owners.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const defaultMark = 'storageclass.kubernetes.io/is-default-class';
const isDefault = ({ metadata }: StorageClass): boolean => metadata.annotations?.[defaultMark] === 'true';

type Asked = {
  readonly claim: PersistentVolumeClaim;
  readonly seen: SeenCluster;
  readonly users: ReadonlyMap<string, readonly Pod[]>;
  readonly released: ReadonlyMap<string, PersistentVolume>;
};

const base = ({ claim, seen }: Asked, fallback: string) => ({
  likelihood: 'certain' as const,
  evidence: [
    seen.events(claim).find(({ type }) => type === 'Warning')?.message ?? seen.events(claim)[0]?.message ?? fallback,
  ],
  commands: [`kubectl -n ${claim.metadata.namespace} describe pvc ${claim.metadata.name}`],
});

function withoutClass(asked: Asked): Cause {
  const classes = asked.seen.list<StorageClass>(kinds.StorageClass);
  const names = classes.map(({ metadata }) => metadata.name).join(', ');
  return {
    ...base(asked, 'its storageClassName is not set'),
    cause: 'it names no class, and no class is the default',
    fix: `name a class in it (${names || 'there is none yet'}), or make one the default by the annotation ${defaultMark}: "true"; a claim that is there takes it then, too`,
    commands: ['kubectl get storageclass'],
  };
}

/** The volume that is kept for a claim of this name, and waits since that claim was deleted. */
const keptFor = ({ claim: { metadata }, released }: Asked): PersistentVolume | undefined =>
  released.get(`${metadata.namespace}/${metadata.name}`);

/** The first volume that waits for each claim, as `namespace/name`. */
function releasedVolumes(seen: SeenCluster): ReadonlyMap<string, PersistentVolume> {
  const found = new Map<string, PersistentVolume>();
  for (const volume of seen.list<PersistentVolume>(kinds.PersistentVolume)) {
    const { namespace, name } = volume.spec?.claimRef ?? {};
    const key = `${namespace}/${name}`;
    if (volume.status?.phase === 'Released' && !found.has(key)) found.set(key, volume);
  }
  return found;
}

function byHand(asked: Asked): Cause {
  const { volumeName, storageClassName } = asked.claim.spec ?? {};
  const released = keptFor(asked);
  if (released)
    return {
      ...base(asked, `${printRef(released)} is Released and remembers a deleted claim of this name`),
      cause: `the volume that was kept for it, ${released.metadata.name}, is not free`,
      fix: 'free the volume: remove spec.claimRef of it',
      at: printRef(released),
    };
  const fallback = volumeName ? `volumeName: ${volumeName}` : `storageClassName: "${storageClassName ?? ''}"`;
  return {
    ...base(asked, fallback),
    likelihood: 'likely',
    cause: volumeName
      ? `the volume ${volumeName} it names is not there, is another's, or does not suit it`
      : 'nothing makes volumes of its class, and none that is there suits it',
    fix: 'make a PersistentVolume whose class, size, access modes and claimRef suit the claim',
    commands: ['kubectl get pv'],
  };
}

function withClass(asked: Asked, name: string): Cause | undefined {
  const { claim, seen, users } = asked;
  const found = seen.find<StorageClass>(kinds.StorageClass, name);
  const pods = users.get(`${claim.metadata.namespace}/${claim.metadata.name}`) ?? [];
  if (!found) {
    if (seen.unread.has('storage.k8s.io/v1 StorageClass')) return undefined;
    const others = seen.list<StorageClass>(kinds.StorageClass).map(({ metadata }) => metadata.name);
    return {
      ...base(asked, `storageClassName: ${name}`),
      cause: `there is no class ${name}`,
      fix: `install what brings it, or name another: ${others.join(', ') || 'there is none yet'}`,
      commands: ['kubectl get storageclass'],
    };
  }
  const evidence = [`class ${name} is provisioned by ${found.provisioner}`];
  const failed = failureOf(claim, seen);
  if (failed !== undefined)
    return { ...base(asked, ''), ...explainFailure(failed, found.provisioner), evidence: [...evidence, failed] };
  // It is bound when a pod that wants it has a node: until then it waits as it should.
  if (found.volumeBindingMode === 'WaitForFirstConsumer' && !isConsumed(claim, pods)) return undefined;
  if (found.provisioner === 'kubernetes.io/no-provisioner') return byHand(asked);
  return {
    ...base(asked, ''),
    likelihood: 'likely',
    cause: `its provisioner ${found.provisioner} does nothing: it does not run, or not well`,
    evidence: [
      ...evidence,
      ...seen
        .events(claim)
        .slice(0, 1)
        .flatMap(({ message }) => message ?? []),
    ],
    fix: 'look at the pods of the provisioner and their log',
  };
}

const isConsumed = (claim: PersistentVolumeClaim, pods: readonly Pod[]): boolean =>
  claim.metadata.annotations?.['volume.kubernetes.io/selected-node'] !== undefined ||
  pods.some(({ spec }) => spec.nodeName !== undefined);

function causeOf(asked: Asked): Cause | undefined {
  const { storageClassName, volumeName } = asked.claim.spec ?? {};
  if (volumeName) return byHand(asked);
  if (storageClassName === undefined || storageClassName === null)
    return asked.seen.unread.has('storage.k8s.io/v1 StorageClass') ||
      asked.seen.list<StorageClass>(kinds.StorageClass).some(isDefault)
      ? undefined
      : withoutClass(asked);
  return storageClassName === '' || keptFor(asked) ? byHand(asked) : withClass(asked, storageClassName);
}

const claimed = (spec: object, creationTimestamp = '2026-01-01T11:50:00Z') =>
  exampleOf(['v1', 'PersistentVolumeClaim'], 'data', {
    namespace: 'apps',
    metadata: { creationTimestamp },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    status: { phase: 'Pending' },
  });
const storage = (rest: object = {}) =>
  exampleOf(['storage.k8s.io/v1', 'StorageClass'], 'fast', { provisioner: 'disks.example.org', ...rest });
const waits = storage({ volumeBindingMode: 'WaitForFirstConsumer' });
const user = (spec: object = {}) =>
  examplePodOf(undefined, {
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }], ...spec },
    status: { phase: 'Pending' },
  });
const ofFast = claimed({ storageClassName: 'fast' });
const fresh = claimed({ storageClassName: 'fast' }, '2026-01-01T11:59:58Z');

/** A claim that gets no volume. */
export const claimPending: Playbook = {
  id: 'claim-pending',
  symptom: 'A PersistentVolumeClaim stays Pending.',
  why: 'a claim is bound to a volume that suits it, or the provisioner of its class makes one, with WaitForFirstConsumer only after a pod has a node (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go)',
  reads: [kinds.PersistentVolumeClaim, kinds.PersistentVolume, kinds.StorageClass],
  diagnose: (seen) => {
    const [users, released] = [podsByClaim(seen), releasedVolumes(seen)];
    return (
      seen
        .list<PersistentVolumeClaim>(kinds.PersistentVolumeClaim)
        .filter(({ status }) => status?.phase === 'Pending')
        // Who says that it cannot be made is believed at once.
        .filter((claim) => isSettled(seen, claim.metadata.creationTimestamp) || failureOf(claim, seen) !== undefined)
        .flatMap((claim) => {
          const cause = causeOf({ claim, seen, users, released });
          return cause
            ? [{ object: printRef(claim), shows: 'is not bound to a volume', causes: [cause] as const }]
            : [];
        })
    );
  },
  examples: {
    healthy: [
      { objects: [ofFast, waits] },
      { objects: [ofFast, waits, user()] },
      { objects: [claimed({ storageClassName: 'fast' }, '2026-01-01T11:59:30Z'), storage()] },
    ],
    ill: [
      { objects: [claimed({})] },
      { objects: [claimed({ storageClassName: 'fats' }), storage()] },
      { objects: [ofFast, storage()] },
      { objects: [ofFast, waits, user({ nodeName: 'node-1' })] },
      { objects: [ofFast, storage(), exampleEventOf(ofFast, 'ProvisioningFailed', 'no disk of node-1 has room')] },
      {
        objects: [fresh, storage(), exampleEventOf(fresh, 'ProvisioningFailed', 'rpc error: code = ResourceExhausted')],
      },
      {
        objects: [
          fresh,
          waits,
          exampleEventOf(fresh, 'ProvisioningFailed', 'node-1: only supports ReadWriteOnce access mode'),
        ],
      },
      { objects: [claimed({ storageClassName: '' })] },
      { objects: [claimed({ storageClassName: 'fast', volumeName: 'kept' }), storage()] },
    ],
  },
};
