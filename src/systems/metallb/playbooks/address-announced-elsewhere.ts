import { printRef } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import {
  exampleNode,
  exampleObject,
  examplePod,
  exampleService,
  exampleSlice,
} from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { electionsSeen, type SeenElection } from '../announcement/election-seen.ts';
import { statusLabels } from '../announcement/speaker-memory.ts';
import { metallbKinds } from '../objects.ts';
import { isConfigurationRead, membersSeen, metallbReads, type SeenMetallb, seeMetallb } from '../rule-seen.ts';

const commands = (namespace: string): readonly string[] => [
  `kubectl -n ${namespace} get servicel2statuses`,
  `kubectl -n ${namespace} logs -l app.kubernetes.io/component=speaker --tail=50`,
];

/** Two speakers that do not hear each other both think they have won. */
function twice({ service, told, election }: SeenElection, { namespace }: SeenMetallb): Symptom {
  const cause: Cause = {
    likelihood: 'likely',
    cause: `the speakers of ${told.join(' and ')} do not hear each other, so each counts itself the winner`,
    evidence: [`ServiceL2Status of ${told.join(', ')} for ${printRef(service)}`],
    fix: 'let port 7946, TCP and UDP, through between the nodes (firewall, NetworkPolicy), and see that all have one memberlist Secret',
    commands: commands(namespace),
  };
  const shows = `is announced by ${told.length} nodes at once, where ${election.order[0]} alone should`;
  return { object: printRef(service), shows, causes: [cause] };
}

function elsewhere({ service, told, election, address }: SeenElection, { namespace }: SeenMetallb): Symptom {
  const left = election.excluded.find(({ node }) => node === told[0]);
  const cause: Cause = {
    likelihood: 'possible',
    cause: left
      ? `${told[0]} should not announce it any more (${left.why}), and its speaker has not noticed`
      : `the speaker of ${told[0]} works by other nodes or another configuration than the cluster holds now`,
    evidence: [`ServiceL2Status says ${told[0]}; the election for ${address} says ${election.order.join(', then ')}`],
    fix: 'read the logs of both speakers; restart the one that announces',
    commands: commands(namespace),
  };
  const shows = `is announced by ${told[0]}, where ${election.order[0]} should`;
  return { object: printRef(service), shows, severity: 'warning', causes: [cause] };
}

function symptomOf(found: SeenElection, metallb: SeenMetallb): readonly Symptom[] {
  const { election, told } = found;
  const living = membersSeen(metallb);
  const [winner] = election.order;
  const now = [...new Set(told.filter((node) => living.has(node)))];
  if (winner === undefined || now.length === 0) return [];
  if (now.length > 1) return [twice({ ...found, told: now }, metallb)];
  return now[0] === winner ? [] : [elsewhere({ ...found, told: now }, metallb)];
}

const labels = { app: 'metallb', component: 'speaker' };
const daemonSet = exampleObject(
  'apps/v1',
  'DaemonSet/metallb-system/speaker',
  {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'speaker', image: 'example.com/speaker:1' }] } },
    },
  },
  { labels },
);
const metallb = (ref: string, rest: object, metadata: object = {}) =>
  exampleObject('metallb.io/v1beta1', ref, rest, metadata);
const told = (node: string) =>
  metallb(
    `ServiceL2Status/metallb-system/l2-${node}`,
    { status: { node, serviceName: 'web', serviceNamespace: 'apps' } },
    { labels: { [statusLabels.node]: node, [statusLabels.name]: 'web', [statusLabels.namespace]: 'apps' } },
  );
const base = [
  ...['node-1', 'node-2'].flatMap((name, i) => [
    exampleNode(name, `192.0.2.10${i}`),
    examplePod(`metallb-system/speaker-${i}`, labels, { node: name }),
  ]),
  daemonSet,
  metallb('IPAddressPool/metallb-system/one', { spec: { addresses: ['192.0.2.0/28'] } }),
  metallb('L2Advertisement/metallb-system/all', { spec: {} }),
  exampleService('apps/web', {}, ['192.0.2.3']),
  exampleSlice('apps/web', { 'node-1': true }),
];

/** An address that another node announces than all objects say, or two at once. */
export const addressAnnouncedElsewhere: Playbook = {
  id: 'address-announced-elsewhere',
  symptom: 'An address is announced by two nodes at once, or by another than the election says.',
  why: 'every speaker elects on its own by the hash of node and address among those it hears; those that do not hear each other elect apart (metallb speaker/layer2_controller.go, internal/speakerlist/speakerlist.go)',
  reads: [...metallbReads, kinds.EndpointSlice, metallbKinds.BGPAdvertisement, metallbKinds.ServiceL2Status],
  diagnose: (seen) => {
    const found = isConfigurationRead(seen) ? seeMetallb(seen) : undefined;
    return found ? electionsSeen(found, seen).flatMap((each) => symptomOf(each, found)) : [];
  },
  examples: {
    healthy: [{ objects: base }, { objects: [...base, told('node-1')] }],
    ill: [{ objects: [...base, told('node-1'), told('node-2')] }, { objects: [...base, told('node-2')] }],
  },
};
