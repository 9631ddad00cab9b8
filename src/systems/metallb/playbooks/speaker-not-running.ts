import { printRef } from '../../../kube/object.ts';
import { type DaemonSet, kinds, type Node, type Secret } from '../../../kube/types.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import {
  exampleCondition,
  exampleEvent,
  exampleNode,
  exampleObject,
  examplePod,
} from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { countsOf, isPodReady, podState, podsOf } from '../../../operate/diagnose/workloads.ts';
import { metallbReads, seeMetallb } from '../rule-seen.ts';

const sayings: readonly Saying[] = [
  {
    says: /violates PodSecurity "([^"]+)"/,
    cause: ([, level]) =>
      `Pod Security (${level}) of its namespace refuses hostNetwork and NET_RAW, which speakers need`,
    fix: 'label the namespace pod-security.kubernetes.io/enforce=privileged (and audit, warn alike)',
  },
  {
    says: /exceeded quota: ([^,]+)/,
    cause: ([, quota]) => `ResourceQuota ${quota} of the namespace is used up`,
    fix: 'raise the quota, or take it away',
  },
];

/** Pods whose template names a Secret that is not there wait in ContainerCreating (metallb config/manifests, charts/metallb/templates/speaker.yaml). */
function secretMissing({ metadata, spec }: DaemonSet, seen: SeenCluster): Cause | undefined {
  const volumes = spec.template.spec?.volumes ?? [];
  const wanted = volumes.flatMap(({ secret }) => (secret?.secretName && !secret.optional ? [secret.secretName] : []));
  const { apiVersion, kind } = kinds.Secret;
  if (seen.unread.has(`${apiVersion} ${kind}`)) return undefined;
  const missing = wanted.find((name) => !seen.find<Secret>(kinds.Secret, name, metadata.namespace));
  if (missing === undefined) return undefined;
  return {
    likelihood: 'certain',
    cause: `its Secret ${missing} is not there`,
    evidence: [
      `DaemonSet/${metadata.namespace}/${metadata.name} mounts it, and namespace ${metadata.namespace} has none`,
    ],
    fix: 'MetalLB’s controller makes the Secret of the memberlist when it runs: look there first, or create it by hand',
    commands: [
      `kubectl -n ${metadata.namespace} create secret generic ${missing} --from-literal=secretkey="$(openssl rand -base64 128)"`,
    ],
  };
}

function causeOf(speaker: DaemonSet, seen: SeenCluster): Cause {
  const { namespace, name } = speaker.metadata;
  const pods = podsOf(speaker, seen);
  const ill = pods.find((pod) => !isPodReady(pod));
  const commands = [`kubectl -n ${namespace} describe daemonset ${name}`];
  const event = seen.events(speaker).find(({ reason }) => reason === 'FailedCreate');
  const said =
    event && causeSaid(event.message ?? '', sayings, [`${printRef(speaker)}: ${quoted(event.message ?? '')}`]);
  const missing = secretMissing(speaker, seen);
  if (said ?? missing) return { commands, ...(said ?? missing)! };
  if (ill)
    return {
      likelihood: 'likely',
      cause: `its pod ${ill.metadata.name} on ${ill.spec.nodeName ?? 'no node yet'} is not ready`,
      evidence: [`${printRef(ill)}: ${podState(ill)}`],
      fix: 'mend the pod: its events and the last lines of its log say more',
      commands: [`kubectl -n ${namespace} describe pod ${ill.metadata.name}`],
      at: printRef(ill),
    };
  return {
    likelihood: 'possible',
    cause: event ? quoted(event.message ?? '') : 'pods of it could not be made',
    evidence: event ? [printRef(speaker)] : [],
    fix: 'read the events of the DaemonSet',
    commands,
  };
}

function symptomOf(speaker: DaemonSet, seen: SeenCluster): readonly Symptom[] {
  const { wanted, ready } = countsOf(speaker);
  const ill = podsOf(speaker, seen).filter((pod) => !isPodReady(pod));
  const failed = seen.events(speaker).some(({ reason }) => reason === 'FailedCreate');
  const isLong = ill.some(({ status }) =>
    status?.conditions?.some(
      ({ type, lastTransitionTime }) => type === 'Ready' && isPast(lastTransitionTime, seen.now),
    ),
  );
  if (wanted === 0 || ready >= wanted || !(failed || isLong)) return [];
  const shows = ready === 0 ? 'runs nowhere: no address is announced' : `runs on ${ready} of ${wanted} nodes`;
  return [
    {
      object: printRef(speaker),
      shows,
      ...(ready > 0 && { severity: 'warning' as const }),
      causes: [causeOf(speaker, seen)],
    },
  ];
}

const labels = { app: 'metallb', component: 'speaker' };
const speaker = (ready: number, volumes: readonly object[] = []) =>
  exampleObject(
    'apps/v1',
    'DaemonSet/metallb-system/speaker',
    {
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'speaker', image: 'quay.io/metallb/speaker:v0.16.1' }], volumes },
        },
      },
      status: {
        ...{ currentNumberScheduled: 1, desiredNumberScheduled: 1, numberMisscheduled: 0, numberReady: ready },
        numberAvailable: ready,
      },
    },
    { labels },
  );
const memberlist = [{ name: 'memberlist', secret: { secretName: 'memberlist' } }];
const node: Node = exampleNode('node-1', '192.0.2.1') as unknown as Node;

/** Speakers that do not run, so that nobody answers for addresses. */
export const speakerNotRunning: Playbook = {
  id: 'speaker-not-running',
  symptom: "MetalLB's speaker does not run on nodes where it should.",
  why: 'the speaker on a node answers ARP there; it takes hostNetwork and NET_RAW, and a Secret for the memberlist (metallb charts/metallb/templates/speaker.yaml, speaker/main.go)',
  reads: [...metallbReads, kinds.Secret],
  diagnose: (seen) => (seeMetallb(seen)?.speakers ?? []).flatMap((each) => symptomOf(each, seen)),
  examples: {
    healthy: [
      { objects: [node, speaker(1), examplePod('metallb-system/speaker-1', labels)] },
      {
        // Has just started.
        objects: [
          speaker(0),
          exampleObject(
            'v1',
            'Pod/metallb-system/speaker-1',
            {
              spec: { containers: [{ name: 'speaker', image: 'quay.io/metallb/speaker:v0.16.1' }] },
              status: {
                phase: 'Pending',
                conditions: [{ ...exampleCondition('Ready', 'False'), lastTransitionTime: '2026-01-01T11:59:50Z' }],
              },
            },
            { labels },
          ),
        ],
      },
    ],
    ill: [
      {
        objects: [
          speaker(0),
          exampleEvent(
            'DaemonSet/metallb-system/speaker',
            'FailedCreate',
            'Error creating: pods "speaker-x2x" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities (container "speaker" must not include "NET_RAW" in securityContext.capabilities.add), host namespaces (hostNetwork=true)',
          ),
        ],
      },
      { objects: [speaker(0, memberlist), examplePod('metallb-system/speaker-1', labels, { ready: false })] },
      { objects: [speaker(0), examplePod('metallb-system/speaker-1', labels, { ready: false })] },
    ],
  },
};
