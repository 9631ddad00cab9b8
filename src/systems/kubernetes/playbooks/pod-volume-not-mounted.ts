import { printRef } from '../../../kube/object.ts';
import { type Event, kinds, type Pod } from '../../../kube/types.ts';
import { isRecent, isSettled } from '../../../operate/diagnose/ages.ts';
import { containersOf, isMeantToRun } from '../../../operate/diagnose/containers.ts';
import { exampleEventOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { nfsShareOf } from '../../../operate/diagnose/nfs-shares.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { lastSeen, type SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const readings: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [
    /(secret|configmap) "([^"]+)" not found|object "[^"]*"\/"([^"]+)" not registered/,
    'it mounts a $1 that is not there: $2$3',
    'make it in the namespace of the pod, or correct the name; `optional: true` where it may be missing',
  ],
  [
    /references non-existent (secret|config) key: (\S+)/,
    'it mounts the key $2, which the $1 does not have',
    'add the key, or correct items of the volume',
  ],
  [
    /access denied by server|mount\.nfs: .*(denied|not permitted)/i,
    'the NFS server does not let this node mount the folder',
    'allow the address of every node in the exports of the server, for the path exactly as it is mounted',
  ],
  [
    /mount\.nfs: .*(No such file or directory)|No such file or directory.*nfs|reason given by server: No such file/i,
    'the NFS server has no such folder',
    'make the folder on the server, or correct the path of the volume',
  ],
  [
    /mount\.nfs: .*(requested NFS version|Protocol not supported)/i,
    'the NFS server does not speak the version asked for',
    'set mountOptions nfsvers to a version that it serves',
  ],
  [
    /mount\.nfs: .*(timed out|Connection refused|No route to host|unreachable)|nfs.*(Connection timed out|Connection refused)/i,
    'the NFS server does not answer',
    'look whether it runs and exports, and whether the nodes reach it at port 2049',
  ],
  [
    /need a \/sbin\/mount\.<type> helper|bad option.*helper program|unknown filesystem type/i,
    'the node lacks the program that mounts this kind of volume',
    'install it on every node: nfs-common (Debian, Ubuntu) or nfs-utils for NFS, open-iscsi for iSCSI; on Talos a system extension',
  ],
  [
    /driver name (\S+) not found in the list of registered CSI drivers/,
    'the CSI driver $1 does not run on its node',
    'look at the DaemonSet of the driver: its pod on this node, and whether it tolerates the taints there',
  ],
  [
    /iscsiadm|open-iscsi/i,
    'the node cannot speak iSCSI',
    'install open-iscsi on every node and start iscsid; on Talos the extension iscsi-tools',
  ],
  [
    /already mounted or mount point busy/i,
    'something of the node holds the device: often multipathd',
    'let multipathd leave the devices of the storage alone (blacklist in /etc/multipath.conf)',
  ],
  [
    /fsck|Structure needs cleaning|can't read superblock|wrong fs type/i,
    'the file system of the volume is broken',
    'check it from the node with fsck, or restore the volume from a backup',
  ],
  [/no space left on device/i, 'the disk of the node is full', 'make room on the node'],
  [
    /hostPath type check failed: (\S+) is not (.+)/,
    'the node has no $1 of the type that hostPath wants',
    'make it on the node, set type: DirectoryOrCreate, or keep the pod to the node that has it',
  ],
  [
    /context deadline exceeded|timed out waiting/i,
    'its volume does not come in time',
    'look at the pods of the storage',
  ],
];

function explain(messages: readonly string[]) {
  for (const [says, cause, fix] of readings)
    for (const message of messages) {
      const match = says.exec(message);
      if (match) return { cause: cause.replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? ''), fix, message };
    }
  return { cause: 'a volume of it cannot be mounted', fix: 'read the message', message: messages[0] ?? '' };
}

/** Messages of now about volumes that do not come, except those that another pod holds. */
const troubles = (pod: Pod, seen: SeenCluster): readonly string[] =>
  seen
    .events(pod)
    .filter((event: Event) => /^(FailedMount|FailedAttachVolume|FailedMapVolume)$/.test(event.reason ?? ''))
    .filter((event) => isRecent(seen, lastSeen(event)))
    .map(({ message = '' }) => message)
    .filter((message) => !message.startsWith('Multi-Attach error'));

/** Who gave up waiting for a mount says which volumes did not come, and nothing else: NFS hangs for minutes while its server is silent. */
function hangingShare(pod: Pod, message: string, seen: SeenCluster) {
  if (!/timed out waiting|context deadline exceeded/i.test(message)) return undefined;
  const listed = /unmounted volumes=\[([^\]]+)\]/.exec(message)?.[1] ?? '';
  const named = [...listed.split(/[\s,]+/), /for volume "([^"]+)"/.exec(message)?.[1] ?? ''];
  for (const volume of named) {
    const found = nfsShareOf(pod, volume, seen);
    if (found) return found;
  }
  return undefined;
}

function symptomOf(pod: Pod, messages: readonly string[], seen: SeenCluster): Symptom {
  const { cause, fix, message } = explain(messages);
  const { name, namespace = 'default' } = pod.metadata;
  const hanging = hangingShare(pod, message, seen);
  if (hanging)
    return {
      object: printRef(pod),
      shows: 'waits for a volume',
      causes: [
        {
          likelihood: 'likely',
          cause: `the mount of ${hanging.share} hangs: the NFS server does not answer its node`,
          evidence: [message],
          fix: `look whether ${hanging.server} runs and exports that folder, and whether ${pod.spec.nodeName} reaches its port 2049`,
          commands: [`showmount -e ${hanging.server}`, `kubectl -n ${namespace} describe pod ${name}`],
        },
      ],
    };
  return {
    object: printRef(pod),
    shows: 'waits for a volume',
    causes: [
      {
        likelihood: message === messages[0] ? 'certain' : 'likely',
        cause,
        evidence: [message],
        fix,
        commands: [`kubectl -n ${namespace} describe pod ${name}`],
      },
    ],
  };
}

const creating = (startTime = '2026-01-01T11:50:00Z') =>
  examplePodOf(
    { state: { waiting: { reason: 'ContainerCreating' } } },
    { spec: { nodeName: 'node-1' }, status: { phase: 'Pending', startTime } },
  );
const mounted = { volumes: [{ name: 'media', nfs: { server: '10.0.0.5', path: '/media' } }] };
const waiting = examplePodOf(
  { state: { waiting: { reason: 'ContainerCreating' } } },
  {
    spec: { nodeName: 'node-1', ...mounted },
    status: { phase: 'Pending', startTime: '2026-01-01T11:50:00Z' },
  },
);
const failing = (message: string, reason = 'FailedMount') => ({
  objects: [creating(), exampleEventOf(creating(), reason, message)],
});

/** A pod whose volumes do not come. */
export const podVolumeNotMounted: Playbook = {
  id: 'pod-volume-not-mounted',
  symptom: 'A pod stays in ContainerCreating: FailedMount, FailedAttachVolume.',
  why: 'the kubelet starts no container before every volume is mounted, and tells of each try in the events of the pod (kubernetes pkg/kubelet/volumemanager/volume_manager.go, pkg/volume/util/operationexecutor/operation_generator.go)',
  reads: [kinds.PersistentVolumeClaim, kinds.PersistentVolume],
  diagnose: (seen) =>
    seen
      .list<Pod>(kinds.Pod)
      .filter((pod) => isMeantToRun(pod) && pod.status?.phase === 'Pending' && pod.spec.nodeName !== undefined)
      .filter((pod) =>
        containersOf(pod).every(({ state }) => state?.running === undefined && state?.terminated === undefined),
      )
      .filter((pod) => isSettled(seen, pod.status?.startTime ?? pod.metadata.creationTimestamp))
      .flatMap((pod) => {
        const messages = troubles(pod, seen);
        return messages.length === 0 ? [] : [symptomOf(pod, messages, seen)];
      }),
  examples: {
    healthy: [
      {
        objects: [
          creating('2026-01-01T11:59:30Z'),
          exampleEventOf(creating(), 'FailedMount', 'secret "web" not found'),
        ],
      },
      { objects: [creating()] },
    ],
    ill: [
      failing('MountVolume.SetUp failed for volume "login" : secret "web-login" not found'),
      failing('MountVolume.SetUp failed for volume "config" : configmap "web" not found'),
      failing('MountVolume.SetUp failed for volume "login" : references non-existent secret key: token'),
      failing(
        'MountVolume.SetUp failed for volume "media" : mount failed: exit status 32 Output: mount.nfs: access denied by server while mounting 10.0.0.5:/media',
      ),
      failing(
        'MountVolume.SetUp failed for volume "media" : mount failed: exit status 32 Output: mount.nfs: Connection timed out',
      ),
      failing(
        'MountVolume.SetUp failed for volume "media" : mount failed: exit status 32 Output: mount.nfs: mounting 10.0.0.5:/medai failed, reason given by server: No such file or directory',
      ),
      failing(
        'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name disks.example.org not found in the list of registered CSI drivers',
      ),
      {
        objects: [
          waiting,
          exampleEventOf(
            waiting,
            'FailedMount',
            'Unable to attach or mount volumes: unmounted volumes=[media], unattached volumes=[media]: timed out waiting for the condition',
          ),
        ],
      },
      failing(
        'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal desc = new',
        'FailedAttachVolume',
      ),
    ],
  },
};
