import { printRef } from '../../../kube/object.ts';
import { type ContainerStatus, kinds, type Pod } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { containersOf, isMeantToRun, waitingOf } from '../../../operate/diagnose/containers.ts';
import { examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { explainExit } from '../../../operate/diagnose/explain-exit.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';

const refused =
  /^(CreateContainerConfigError|CreateContainerError|RunContainerError|PostStartHookError|PreCreateHookError)$/;

const readings: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [
    /couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (?<name>\S+)/,
    'the $kind $name has no key $key',
    'add the key, or correct the reference in env; `optional: true` where it may be missing',
  ],
  [
    /(?<kind>secret|configmap) "(?<name>[^"]+)" not found/,
    'there is no $kind $name in its namespace',
    'make it, or correct the name; Secrets and ConfigMaps are read in the namespace of the pod alone',
  ],
  [
    /runAsNonRoot and image will run as root/,
    'it may not run as root (runAsNonRoot), and its image does',
    'set securityContext.runAsUser to a user that the image can run as, or choose an image that does not need root',
  ],
  [
    /runAsNonRoot and image has non-numeric user \((?<name>[^)]*)\)/,
    'it may not run as root, and its image names its user by name ($name), which the kubelet cannot judge',
    'set securityContext.runAsUser to the number of that user',
  ],
  [/no command specified/, 'its image names no program to start', 'set command; or the image is broken: fetch it anew'],
  [
    /(subPath|subpath)/,
    'a subPath of it cannot be prepared',
    'look whether the path in the volume is there and is what the mount expects, a file or a folder',
  ],
  [
    /not a directory|is a directory/,
    'it mounts a file over a folder, or a folder over a file',
    'let mountPath and subPath name the same kind of thing',
  ],
  [
    /name ".*" is reserved|already in use by/,
    'the container of its last start has not been cleared away',
    'restart the container runtime on the node, or delete the pod',
  ],
];

/** A sentence with the named parts of what matched. */
const fill = (text: string, groups: Readonly<Record<string, string>> = {}): string =>
  text.replace(/\$(\w+)/g, (_, name: string) => groups[name] ?? '');

function explain(message: string): { readonly cause: string; readonly fix: string; readonly said: boolean } {
  for (const [says, cause, fix] of readings) {
    const match = says.exec(message);
    if (match) return { cause: fill(cause, match.groups), fix, said: true };
  }
  const asEnd = explainExit({ exitCode: 128, message }, []);
  return asEnd.said ? asEnd : { cause: 'its container cannot be made', fix: 'read the message', said: false };
}

function symptomOf(pod: Pod, container: ContainerStatus): Symptom {
  const { reason = '', message = '' } = waitingOf(container) ?? {};
  const { cause, fix, said } = explain(message);
  const { name, namespace = 'default' } = pod.metadata;
  return {
    object: printRef(pod),
    shows: `cannot start its container ${container.name}`,
    causes: [
      {
        likelihood: said ? 'certain' : 'likely',
        cause,
        evidence: [`${reason}: ${message}`],
        fix,
        commands: [`kubectl -n ${namespace} describe pod ${name}`],
      },
    ],
  };
}

const waiting = (reason: string, message: string) =>
  examplePodOf(
    { state: { waiting: { reason, message } } },
    { status: { phase: 'Pending', startTime: '2026-01-01T11:50:00Z' } },
  );
const misconfigured = (message: string) => waiting('CreateContainerConfigError', message);

/** A container that the kubelet cannot make from what it is told. */
export const podConfigError: Playbook = {
  id: 'pod-config-error',
  symptom: 'A pod does not start: CreateContainerConfigError, CreateContainerError, RunContainerError.',
  why: 'the kubelet makes the environment of a container from Secrets and ConfigMaps of its namespace, and checks its user, before each start (kubernetes pkg/kubelet/kubelet_pods.go, pkg/kubelet/kuberuntime/security_context_others.go)',
  reads: [],
  diagnose: (seen) =>
    seen
      .list<Pod>(kinds.Pod)
      .filter((pod) => isMeantToRun(pod) && isSettled(seen, pod.status?.startTime ?? pod.metadata.creationTimestamp))
      .flatMap((pod) => {
        const container = containersOf(pod).find((each) => refused.test(waitingOf(each)?.reason ?? ''));
        return container ? [symptomOf(pod, container)] : [];
      }),
  examples: {
    healthy: [{ objects: [waiting('ContainerCreating', '')] }],
    ill: [
      { objects: [misconfigured('secret "web-login" not found')] },
      { objects: [misconfigured('configmap "web" not found')] },
      { objects: [misconfigured("couldn't find key password in Secret apps/web-login")] },
      {
        objects: [
          misconfigured('container has runAsNonRoot and image will run as root (pod: "web-1_apps(1)", container: web)'),
        ],
      },
      {
        objects: [
          misconfigured(
            'container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root (pod: "web-1_apps(1)", container: web)',
          ),
        ],
      },
      { objects: [waiting('CreateContainerError', 'something new')] },
      {
        objects: [
          waiting(
            'RunContainerError',
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve": executable file not found in $PATH',
          ),
        ],
      },
    ],
  },
};
