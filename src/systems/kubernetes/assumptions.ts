import { usualMachine } from '../../controlplane/nodes/create-nodes.ts';
import { type ControlPlaneTimes, usualTimes } from '../../controlplane/times.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { kinds, type Pod, type Service } from '../../kube/types.ts';
import type { Assumption, ControllerOptions } from '../system.ts';

/** Jobs, and pods with containers that run before the others. */
const runsToCompletion = {
  kinds: [
    { apiVersion: 'batch/v1', kind: 'Job' },
    { apiVersion: 'v1', kind: 'Pod' },
  ],
  when: (object: UnknownObject) => object.kind === 'Job' || ((object as Pod).spec.initContainers ?? []).length > 0,
};

/** Services whose endpoints nobody finds by a selector, the API server's own apart. */
const leadsOutside = {
  kinds: [{ apiVersion: 'v1', kind: 'Service' }],
  when: ({ metadata, ...service }: UnknownObject) =>
    !(service as Partial<Service>).spec?.selector && `${metadata.namespace}/${metadata.name}` !== 'default/kubernetes',
};

export const imagePullSeconds = {
  id: 'image-pull-seconds',
  text: 'Seconds a node takes to pull an image it does not have',
  value: usualTimes.imagePull,
  least: 0,
  source:
    'about 100 MB compressed at 100 Mbit/s; a node that has the image does not pull (imagePullPolicy IfNotPresent)',
} as const satisfies Assumption;

export const containerStartSeconds = {
  id: 'container-start-seconds',
  text: 'Seconds from an image on the node to a running container',
  value: usualTimes.containerStart,
  least: 0,
  most: 5,
  source:
    'kubernetes/community sig-scalability/slos/pod_startup_latency.md: 99 % of pods start within 5 s, image pulls apart',
} as const satisfies Assumption;

export const appStartSeconds = {
  id: 'app-start-seconds',
  text: 'Seconds from a running container until its app answers its probes',
  value: usualTimes.appStart,
  least: 0,
  source: 'small web servers listen within a second of their start',
} as const satisfies Assumption;

export const runToCompletionSeconds = {
  id: 'run-to-completion-seconds',
  text: 'Seconds that an init container or the container of a Job runs before it ends with success',
  value: usualTimes.runToCompletion,
  source: 'install and migration jobs of the modelled charts create a few objects and end',
  about: runsToCompletion,
} as const satisfies Assumption;

export const terminationSeconds = {
  id: 'termination-seconds',
  text: 'Seconds an app takes to end after SIGTERM, within its grace period',
  value: usualTimes.termination,
  source: 'small web servers close their listeners and end at once',
} as const satisfies Assumption;

export const volumeProvisionSeconds = {
  id: 'volume-provision-seconds',
  text: 'Seconds a provisioner takes to make the volume of a claim',
  value: usualTimes.volumeProvision,
  source: 'a storage class with a provisioner is taken to have one that runs',
  about: { kinds: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' }] },
} as const satisfies Assumption;

export const volumeAttachSeconds = {
  id: 'volume-attach-seconds',
  text: 'Seconds a driver takes to attach a volume to a node',
  value: usualTimes.volumeAttach,
  source: 'an estimate; a driver that is registered is taken to have an attacher that runs',
  about: { kinds: [kinds.VolumeAttachment] },
} as const satisfies Assumption;

export const nodeLookSeconds = {
  id: 'node-look-seconds',
  text: 'Seconds between two looks of the node controller at the nodes: so much later than its grace ends a silent node may be noticed',
  value: usualTimes.nodeLook ?? 5,
  least: 0,
  source: 'kubernetes pkg/controller/nodelifecycle, --node-monitor-period; its phase is not known',
  about: { kinds: [] },
} as const satisfies Assumption;

export const crashNoticeSeconds = {
  id: 'crash-notice-seconds',
  text: 'Seconds until the kubelet sees that a container has ended by itself',
  value: usualTimes.crashNotice ?? 1,
  least: 0,
  source: 'kubernetes pkg/kubelet/kubelet.go genericPlegRelistPeriod: containers are listed anew each second',
  about: { kinds: [] },
} as const satisfies Assumption;

export const appAnswers = {
  id: 'app-answers',
  text: 'Every app starts and answers HTTP 200 on the ports its containers declare, and its probes succeed; a stand-in answers in its place',
  value: true,
  source: 'what an image does is not known from the objects that run it',
} as const satisfies Assumption;

export const outsideHostsAnswer = {
  id: 'outside-hosts-answer',
  text: 'Hosts outside the cluster that Services lead to answer HTTP 200',
  value: true,
  source: 'what runs outside is not known from the objects: that a request is sent there is all that is proven',
  about: leadsOutside,
} as const satisfies Assumption;

export const nodeCpus = {
  id: 'node-cpus',
  text: 'Processor cores of a node of the lab',
  value: usualMachine.cpus,
  source: 'the lab file does not size its machines; a small virtual machine or mini PC',
} as const satisfies Assumption;

export const nodeMemory = {
  id: 'node-memory',
  text: 'Memory of a node of the lab',
  value: usualMachine.memory,
  source: 'the lab file does not size its machines; a small virtual machine or mini PC',
} as const satisfies Assumption;

export const kubernetesAssumptions: readonly Assumption[] = [
  imagePullSeconds,
  containerStartSeconds,
  appStartSeconds,
  runToCompletionSeconds,
  terminationSeconds,
  volumeProvisionSeconds,
  volumeAttachSeconds,
  nodeLookSeconds,
  crashNoticeSeconds,
  appAnswers,
  outsideHostsAnswer,
  nodeCpus,
  nodeMemory,
];

/** How long things take, as far as the caller says otherwise. */
export const assumedTimes = ({ assumption }: Pick<ControllerOptions, 'assumption'>): ControlPlaneTimes => ({
  imagePull: assumption<number>(imagePullSeconds),
  containerStart: assumption<number>(containerStartSeconds),
  appStart: assumption<number>(appStartSeconds),
  runToCompletion: assumption<number>(runToCompletionSeconds),
  termination: assumption<number>(terminationSeconds),
  volumeProvision: assumption<number>(volumeProvisionSeconds),
  volumeAttach: assumption<number>(volumeAttachSeconds),
  nodeLook: assumption<number>(nodeLookSeconds),
  crashNotice: assumption<number>(crashNoticeSeconds),
});
