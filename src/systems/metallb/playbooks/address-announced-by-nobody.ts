import { printRef } from '../../../kube/object.ts';
import { kinds, type Node } from '../../../kube/types.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import {
  exampleCondition,
  exampleNode,
  exampleObject,
  examplePod,
  exampleService,
  exampleSlice,
} from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { countsOf, isPodReady, podsBehind } from '../../../operate/diagnose/workloads.ts';
import { canServe } from '../announcement/election.ts';
import { electionsSeen, type SeenElection } from '../announcement/election-seen.ts';
import { excludeLabel } from '../announcement/excluded-nodes.ts';
import { metallbKinds } from '../objects.ts';
import { isConfigurationRead, metallbReads, type SeenMetallb, seeMetallb } from '../rule-seen.ts';

const look = 'kubectl get l2advertisements,ipaddresspools -A -o yaml';

/** What the last reason against each node comes to, and what ends it. */
const fixes: readonly { readonly says: RegExp; readonly cause: string; readonly fix: string }[] = [
  {
    says: /traffic policy is Local/,
    cause:
      'it takes traffic on nodes with an endpoint of its own (externalTrafficPolicy: Local), and none of those that may announce has one',
    fix: 'run a pod of it on an announcing node (nodeSelector, DaemonSet), let the L2Advertisement name the nodes of the pods, or say externalTrafficPolicy: Cluster',
  },
  {
    says: /it has the label/,
    cause: `the nodes that could announce it carry the label ${excludeLabel}`,
    fix: `take the label off: kubectl label node NAME ${excludeLabel}- (control planes of kubeadm and Talos have it), or start the speakers with --ignore-exclude-lb`,
  },
  {
    says: /network is unavailable/,
    cause: 'the nodes that could announce it say NetworkUnavailable',
    fix: 'look at the network plugin on these nodes',
  },
  {
    says: /no L2Advertisement of the pool lists it/,
    cause: 'no node that is named by an L2Advertisement of its pool can announce it',
    fix: 'let nodeSelectors of the L2Advertisement match nodes that can',
  },
  {
    says: /no living speaker/,
    cause: 'no speaker runs on a node that may announce it',
    fix: 'bring the speakers back',
  },
];

/** Nobody is elected because no endpoint serves: whoever makes the endpoints is to blame. */
function withoutEndpoints({ service }: SeenElection, seen: SeenCluster): Cause | undefined {
  const ill = podsBehind(service, seen).find((pod) => !isPodReady(pod));
  return (
    ill && {
      likelihood: 'certain',
      cause: 'a Service without a ready endpoint is not announced',
      evidence: [`${printRef(ill)} is not ready`],
      fix: 'mend the pod',
      at: printRef(ill),
    }
  );
}

function causeOf(found: SeenElection, metallb: SeenMetallb, seen: SeenCluster): Cause | undefined {
  const { election, slices } = found;
  const evidence = [
    `the election over ${metallb.nodes.length} nodes for ${found.address} of pool ${election.pool} has no winner`,
  ];
  if (!slices.some(({ endpoints }) => endpoints?.some(canServe))) return withoutEndpoints(found, seen);
  if (election.reason === 'noMatchingAdvertisement')
    return {
      likelihood: 'certain',
      cause: `no L2Advertisement announces pool ${election.pool} for it from any node`,
      evidence: [
        ...evidence,
        `L2Advertisements of ${metallb.namespace}: ${metallb.advertisements.map(({ metadata }) => metadata.name).join(', ') || 'none'}`,
      ],
      fix: `add an L2Advertisement with ipAddressPools: [${election.pool}] in ${metallb.namespace}, or mend the selectors of the one that is there`,
      commands: [look],
    };
  const why = election.excluded.map(({ node, why: reason }) => `${node}: ${reason}`);
  const fix = fixes.find(({ says }) => why.some((line) => says.test(line)));
  const speaker = metallb.speakers.find((each) => countsOf(each).ready < countsOf(each).wanted);
  const isSpeaker = why.some((line) => /no living speaker/.test(line));
  return {
    likelihood: 'certain',
    cause: fix?.cause ?? 'no node may announce it',
    evidence: [...evidence, ...why.slice(0, 5)],
    fix: fix?.fix ?? 'look why its nodes are left out',
    commands: [look],
    ...(isSpeaker && speaker && { at: printRef(speaker) }),
  };
}

/** Pods of the speakers are read as running or not: in their first minute that says nothing. */
const isSettled = ({ running, speakers }: SeenMetallb, { now }: SeenCluster): boolean =>
  speakers.length > 0 && [...running.onNode.values()].every((pod) => isPast(pod?.status?.startTime, now));

const labels = { app: 'metallb', component: 'speaker' };
const daemonSet = exampleObject(
  'apps/v1',
  'DaemonSet/metallb-system/speaker',
  {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'speaker', image: 'example.com/speaker:1' }] } },
    },
    status: {
      currentNumberScheduled: 1,
      desiredNumberScheduled: 1,
      numberMisscheduled: 0,
      numberReady: 1,
      numberAvailable: 1,
    },
  },
  { labels },
);
const metallb = (ref: string, spec: object) => exampleObject('metallb.io/v1beta1', ref, { spec });
const advertised = metallb('L2Advertisement/metallb-system/all', {});
const base = [
  daemonSet,
  examplePod('metallb-system/speaker-1', labels),
  metallb('IPAddressPool/metallb-system/one', { addresses: ['192.0.2.0/28'] }),
];
const web = (spec: object = {}) => exampleService('apps/web', spec, ['192.0.2.3']);
const node = exampleNode('node-1', '192.0.2.100');

/** An address that was given, and for which nobody answers. */
export const addressAnnouncedByNobody: Playbook = {
  id: 'address-announced-by-nobody',
  symptom: 'A Service has its address, and nothing answers there: no route to host.',
  why: 'a node announces an address when a speaker runs there, an L2Advertisement of the pool lists it, it is not labelled out, and, with Local, an endpoint is ready on it (metallb speaker/layer2_controller.go ShouldAnnounce)',
  reads: [...metallbReads, kinds.EndpointSlice, metallbKinds.BGPAdvertisement, metallbKinds.ServiceL2Status],
  diagnose: (seen) => {
    const found = isConfigurationRead(seen) ? seeMetallb(seen) : undefined;
    if (!found || !isSettled(found, seen) || seen.list<Node>(kinds.Node).length === 0) return [];
    return electionsSeen(found, seen)
      .filter(({ election }) => election.order.length === 0)
      .flatMap((each) => {
        const cause = causeOf(each, found, seen);
        const shows = `has ${each.address}, and nobody announces it`;
        return cause ? [{ object: printRef(each.service), shows, causes: [cause] as const }] : [];
      });
  },
  examples: {
    healthy: [
      { objects: [...base, node, advertised, web(), exampleSlice('apps/web', { 'node-1': true })] },
      {
        objects: [
          ...base,
          node,
          metallb('BGPAdvertisement/metallb-system/all', {}),
          web(),
          exampleSlice('apps/web', { 'node-1': true }),
        ],
      },
    ],
    ill: [
      { objects: [...base, node, web(), exampleSlice('apps/web', { 'node-1': true })] },
      {
        objects: [
          ...base,
          exampleNode('node-1', '192.0.2.100', { [excludeLabel]: '' }),
          advertised,
          web(),
          exampleSlice('apps/web', { 'node-1': true }),
        ],
      },
      {
        objects: [
          ...base,
          node,
          advertised,
          web({ externalTrafficPolicy: 'Local' }),
          exampleSlice('apps/web', { 'node-2': true }),
        ],
      },
      {
        objects: [
          ...base,
          exampleObject('v1', 'Node/node-1', {
            status: { conditions: [exampleCondition('NetworkUnavailable', 'True')] },
          }),
          ...[advertised, web(), exampleSlice('apps/web', { 'node-1': true })],
        ],
      },
      {
        objects: [
          ...base,
          node,
          advertised,
          web(),
          examplePod('apps/web-1', { app: 'web' }, { ready: false }),
          exampleSlice('apps/web', { 'node-1': false }),
        ],
      },
    ],
  },
};
