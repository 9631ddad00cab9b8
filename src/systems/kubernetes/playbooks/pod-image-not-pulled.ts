import { printRef } from '../../../kube/object.ts';
import { type ContainerStatus, kinds, type Pod } from '../../../kube/types.ts';
import { containersOf, isMeantToRun, waitingOf } from '../../../operate/diagnose/containers.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const waits = /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/;

/** What a registry or the way to it says, in the words that containerd passes on, and what that comes to. */
const answers: readonly {
  readonly says: RegExp;
  readonly cause: (image: string) => string;
  readonly fix: string;
}[] = [
  {
    says: /toomanyrequests|rate limit/i,
    cause: (image) => `the registry of ${image} refuses further pulls from this address for a while`,
    fix: 'wait for the limit to pass, sign in to the registry by imagePullSecrets, or pull by a mirror',
  },
  {
    says: /no match for platform|no matching manifest/i,
    cause: (image) => `${image} is not built for the processors of this node`,
    fix: 'choose a tag that is built for them, or keep the pod to other nodes by nodeSelector kubernetes.io/arch',
  },
  {
    says: /unauthorized|authentication required|access (to the resource is )?denied|\b40[13]\b|insufficient_scope/i,
    cause: (image) => `the registry does not let this pod have ${image}: it does not exist there, or needs a sign-in`,
    fix: 'check the name for typing errors; for a private image name a Secret of type kubernetes.io/dockerconfigjson in imagePullSecrets',
  },
  {
    says: /not found|manifest unknown|name unknown|\b404\b/i,
    cause: (image) => `the registry has no ${image}`,
    fix: 'correct name or tag of the image',
  },
  {
    says: /no such host|server misbehaving|Temporary failure in name resolution/i,
    cause: () => 'the node cannot resolve the name of the registry',
    fix: "mend the node's DNS: the kubelet asks the servers of its /etc/resolv.conf, not the cluster's",
  },
  {
    says: /x509|certificate/i,
    cause: () => 'the node does not trust the certificate of the registry, or its clock is wrong',
    fix: "compare the node's clock with the certificate; give the node the authority of the registry",
  },
  {
    says: /i\/o timeout|connection refused|connection reset|no route to host|network is unreachable|deadline exceeded/i,
    cause: () => 'the node does not reach the registry',
    fix: "try it from the node: its gateway, its proxy settings, the registry's own state",
  },
];

function causeOf(pod: Pod, { name, image }: ContainerStatus, seen: SeenCluster): Cause {
  const status = containersOf(pod).find((each) => each.name === name);
  const waiting = status && waitingOf(status);
  const events = seen.events(pod).filter(({ reason, message = '' }) => reason === 'Failed' && message.includes(image));
  const said = [waiting?.message ?? '', ...events.map(({ message = '' }) => message)].filter((text) => text !== '');
  const evidence =
    said.length > 0 ? [said.find((text) => answers.some(({ says }) => says.test(text))) ?? said[0]!] : [];
  const base = { evidence, commands: [`kubectl -n ${pod.metadata.namespace} describe pod ${pod.metadata.name}`] };
  if (waiting?.reason === 'InvalidImageName')
    return {
      ...base,
      likelihood: 'certain',
      cause: `${image} is no name of an image`,
      fix: 'correct it: registry/name:tag, all in lower case',
    };
  if (waiting?.reason === 'ErrImageNeverPull')
    return {
      ...base,
      likelihood: 'certain',
      cause: `${image} is not on the node, and imagePullPolicy Never forbids to fetch it`,
      fix: 'load the image onto the node, or take away imagePullPolicy: Never',
    };
  const answer = answers.find(({ says }) => said.some((text) => says.test(text)));
  if (answer) return { ...base, likelihood: 'certain', cause: answer.cause(image), fix: answer.fix };
  return {
    ...base,
    likelihood: 'likely',
    cause: `${image} could not be fetched`,
    fix: 'read what the registry said in the events of the pod',
  };
}

const symptomOf = (pod: Pod, container: ContainerStatus, seen: SeenCluster): Symptom => ({
  object: printRef(pod),
  shows: `waits for the image of its container ${container.name}`,
  causes: [causeOf(pod, container, seen)],
});

const pod = (reason: string, message: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'apps' },
  spec: { containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] },
  status: {
    phase: 'Pending',
    containerStatuses: [
      {
        ...{ name: 'web', image: 'ghcr.io/home/web:1.0', imageID: '', ready: false, restartCount: 0 },
        state: { waiting: { reason, message } },
      },
    ],
  },
});
const event = (message: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web-1.1', namespace: 'apps' },
  involvedObject: { kind: 'Pod', namespace: 'apps', name: 'web-1' },
  type: 'Warning',
  reason: 'Failed',
  message,
});

/** A container whose image does not come. */
export const podImageNotPulled: Playbook = {
  id: 'pod-image-not-pulled',
  symptom: 'A pod does not start: ImagePullBackOff, ErrImagePull, InvalidImageName.',
  why: 'the kubelet asks the registry again and again, up to five minutes apart, and tells what it said in the events of the pod (kubernetes pkg/kubelet/images/image_manager.go)',
  reads: [],
  diagnose: (seen) =>
    seen
      .list<Pod>(kinds.Pod)
      .filter(isMeantToRun)
      .flatMap((each) => {
        const container = containersOf(each).find((status) => waits.test(waitingOf(status)?.reason ?? ''));
        return container ? [symptomOf(each, container, seen)] : [];
      }),
  examples: {
    healthy: [{ objects: [pod('ContainerCreating', '')] }],
    ill: [
      {
        objects: [
          pod('ImagePullBackOff', 'Back-off pulling image "ghcr.io/home/web:1.0"'),
          event(
            'Failed to pull image "ghcr.io/home/web:1.0": rpc error: code = NotFound desc = failed to pull and unpack image: ghcr.io/home/web:1.0: not found',
          ),
        ],
      },
      { objects: [pod('ErrImagePull', 'toomanyrequests: You have reached your pull rate limit.')] },
      { objects: [pod('InvalidImageName', 'Failed to apply default image tag "Web": couldn\'t parse image name')] },
      { objects: [pod('ErrImagePull', 'rpc error: code = Unknown desc = something new')] },
    ],
  },
};
