import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Node, type PersistentVolumeClaim, type Pod } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { isMeantToRun } from '../../../operate/diagnose/containers.ts';
import { exampleOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { explainRefusal, type Refusal, readRefusals } from '../../../operate/diagnose/explain-schedule.ts';
import { claimsOf } from '../../../operate/diagnose/owners.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const commandsOf = ({ metadata }: Pod) => [`kubectl -n ${metadata.namespace} describe pod ${metadata.name}`];

function claimCause(pod: Pod, message: string, seen: SeenCluster): Cause | undefined {
  const base = { likelihood: 'certain' as const, evidence: [message], commands: commandsOf(pod) };
  const missing = /persistentvolumeclaim "([^"]+)" not found/.exec(message)?.[1];
  if (missing !== undefined)
    return { ...base, cause: `there is no claim ${missing}`, fix: 'make the claim, or correct claimName' };
  if (!message.includes('unbound immediate PersistentVolumeClaims')) return undefined;
  const waiting = claimsOf(pod)
    .map((name) => seen.find<PersistentVolumeClaim>(kinds.PersistentVolumeClaim, name, pod.metadata.namespace))
    .find((claim) => claim !== undefined && claim.status?.phase !== 'Bound');
  return {
    ...base,
    cause: waiting ? `its claim ${waiting.metadata.name} is not bound` : 'a claim of it is not bound',
    fix: 'look why the claim gets no volume',
    ...(waiting ? { at: printRef(waiting) } : {}),
  };
}

/** A node that shows by its state why it takes nothing. */
function nodeBehind({ says }: Refusal, seen: SeenCluster): Node | undefined {
  const nodes = seen.list<Node>(kinds.Node);
  if (/were unschedulable|unschedulable:/.test(says)) return nodes.find(({ spec }) => spec?.unschedulable);
  if (/not-ready|unreachable/.test(says)) return nodes.find((node) => conditionOf(node, 'Ready')?.status !== 'True');
  const pressure = /node\.kubernetes\.io\/(disk|memory|pid)-pressure/.exec(says)?.[1];
  const type = { disk: 'DiskPressure', memory: 'MemoryPressure', pid: 'PIDPressure' }[pressure ?? ''];
  return type === undefined ? undefined : nodes.find((node) => conditionOf(node, type)?.status === 'True');
}

/** What of the pod and the nodes lies behind a reason. */
function detailsOf({ says }: Refusal, pod: Pod, seen: SeenCluster): readonly string[] {
  const { nodeSelector, containers } = pod.spec;
  if (/affinity\/selector/.test(says) && nodeSelector)
    return [
      `nodeSelector: ${Object.entries(nodeSelector)
        .map((pair) => pair.join('='))
        .join(', ')}`,
    ];
  if (/taint/.test(says))
    return seen
      .list<Node>(kinds.Node)
      .flatMap(({ metadata, spec }) =>
        (spec?.taints ?? [])
          .filter(({ effect }) => effect !== 'PreferNoSchedule')
          .map(
            ({ key, value, effect }) => `${metadata.name} has the taint ${key}${value ? `=${value}` : ''}:${effect}`,
          ),
      )
      .slice(0, 3);
  const resource = /^Insufficient (\S+)/.exec(says)?.[1];
  if (resource === undefined) return [];
  const asked = containers.flatMap(({ name, resources }) =>
    resources?.requests?.[resource] === undefined
      ? []
      : [`${name} requests ${resource} ${resources.requests[resource]}`],
  );
  const offered = seen
    .list<Node>(kinds.Node)
    .map(({ metadata, status }) => `${metadata.name} has ${status?.allocatable?.[resource] ?? '0'} to give in all`);
  return [...asked, ...offered].slice(0, 4);
}

function refusalCause(refusal: Refusal, message: string, { pod, seen }: { pod: Pod; seen: SeenCluster }): Cause {
  const known = explainRefusal(refusal.says);
  const node = nodeBehind(refusal, seen);
  return {
    likelihood: 'likely',
    cause: known?.cause ?? `the scheduler says: ${refusal.says}`,
    evidence: [message, ...detailsOf(refusal, pod, seen)],
    fix: known?.fix ?? 'compare what the pod asks for with what the nodes are',
    commands: commandsOf(pod),
    ...(node ? { at: printRef(node) } : {}),
  };
}

function symptomOf(pod: Pod, seen: SeenCluster): Symptom {
  const message = conditionOf(pod, 'PodScheduled')?.message ?? 'the scheduler gave no reason';
  const claim = claimCause(pod, message, seen);
  const [first = { says: message }, ...others] = readRefusals(message);
  const rest = claim ? [] : others.map((each) => refusalCause(each, message, { pod, seen }));
  return {
    object: printRef(pod),
    shows: 'finds no node',
    causes: [claim ?? refusalCause(first, message, { pod, seen }), ...rest],
  };
}

const waiting = (message: string, spec: object = {}, lastTransitionTime = '2026-01-01T11:50:00Z') =>
  examplePodOf(undefined, {
    spec,
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime }],
    },
  });
const of = (reasons: string) => waiting(`0/2 nodes are available: ${reasons}.`);
const mounting = {
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
};
const pendingClaim = exampleOf(['v1', 'PersistentVolumeClaim'], 'data', {
  namespace: 'apps',
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  status: { phase: 'Pending' },
});
const cordoned = exampleOf(['v1', 'Node'], 'node-1', { spec: { unschedulable: true } });

/** A pod that the scheduler finds no node for. */
export const podUnschedulable: Playbook = {
  id: 'pod-unschedulable',
  symptom: 'A pod stays Pending: the scheduler finds no node for it.',
  why: 'each filter of the scheduler says why it takes a node out, and the condition PodScheduled counts the nodes of each reason (kubernetes pkg/scheduler/framework/types.go, pkg/scheduler/framework/plugins)',
  reads: [kinds.PersistentVolumeClaim],
  diagnose: (seen) =>
    seen
      .list<Pod>(kinds.Pod)
      .filter((pod) => {
        const scheduled = conditionOf(pod, 'PodScheduled');
        if (!isMeantToRun(pod) || pod.spec.nodeName !== undefined || scheduled?.status !== 'False') return false;
        return scheduled.reason === 'Unschedulable' && isSettled(seen, scheduled.lastTransitionTime);
      })
      .map((pod) => symptomOf(pod, seen)),
  examples: {
    healthy: [{ objects: [waiting('0/1 nodes are available: 1 Insufficient cpu.', {}, '2026-01-01T11:59:40Z')] }],
    ill: [
      { objects: [of('2 node(s) had untolerated taint(s)')] },
      { objects: [of('1 Insufficient memory, 1 node(s) were unschedulable'), cordoned] },
      { objects: [of("2 node(s) didn't match Pod's node affinity/selector")] },
      { objects: [of("2 node(s) didn't have free ports for the requested pod ports")] },
      { objects: [of("2 node(s) didn't match PersistentVolume's node affinity")] },
      {
        objects: [
          waiting('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.', mounting),
          pendingClaim,
        ],
      },
      { objects: [waiting('0/1 nodes are available: persistentvolumeclaim "data" not found.', mounting)] },
      { objects: [waiting('no nodes available to schedule pods')] },
    ],
  },
};
