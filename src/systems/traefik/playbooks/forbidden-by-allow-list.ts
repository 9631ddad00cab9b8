import { isOfPart } from '../../../controlplane/kit/system-part.ts';
import { type AddressRange, includes, parseAddress, parseCidr } from '../../../core/address.ts';
import { printRef } from '../../../kube/object.ts';
import { kinds, type Node, type Pod, type Service } from '../../../kube/types.ts';
import { exampleNode, exampleObject, exampleService, exampleSlice } from '../../../operate/diagnose/example-parts.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import type { Middleware } from '../read-objects.ts';
import { allowListsOf } from '../rule-objects.ts';
import { exampleGate, exampleRouteTo, gateReads, type SeenGate, seeGate } from '../rule-seen.ts';
import { gatePart } from '../running.ts';

/** The Services at which clients reach the gate, that put a node's address in the place of theirs. */
function hidingServices(seen: SeenCluster): readonly Service[] {
  const gates = seen.list<Pod>(kinds.Pod).filter((pod) => isOfPart(pod, gatePart));
  return seen.list<Service>(kinds.Service).filter(({ metadata, spec }) => {
    const wanted = Object.entries(spec.selector ?? {});
    if (spec.type !== 'LoadBalancer' || spec.externalTrafficPolicy === 'Local' || wanted.length === 0) return false;
    return gates.some(
      (pod) =>
        pod.metadata.namespace === metadata.namespace &&
        wanted.every(([key, value]) => pod.metadata.labels?.[key] === value),
    );
  });
}

/** Allow lists in use that look at the address of the connection, and hold no address of a node. */
function deafLists(gate: SeenGate, seen: SeenCluster): readonly Middleware[] {
  const used = new Set(
    [...gate.configuration.routers.values()].flatMap(({ config }) =>
      config.middlewares.map((name) => name.split('@')[0]),
    ),
  );
  const nodes = seen
    .list<Node>(kinds.Node)
    .flatMap(({ status }) => (status?.addresses ?? []).flatMap(({ address }) => parseAddress(address) ?? []));
  // A list for pods is not meant for those who come from outside.
  const pods = seen.list<Pod>(kinds.Pod).flatMap(({ status }) => parseAddress(status?.podIP ?? '') ?? []);
  const known = [...nodes, ...pods];
  const lacksNodes = (ranges: readonly string[]): boolean => {
    const read = ranges.flatMap((text): readonly AddressRange[] => rangeOf(text));
    return read.length === ranges.length && !known.some((each) => read.some((range) => includes(range, each)));
  };
  if (nodes.length === 0) return [];
  return gate.objects.middlewares.filter((each) => {
    const lists = allowListsOf(each).filter(({ forwarded }) => !forwarded);
    const name = `${each.metadata.namespace}-${each.metadata.name}`;
    return used.has(name) && lists.some(({ ranges }) => lacksNodes(ranges));
  });
}

function rangeOf(text: string): readonly AddressRange[] {
  const address = parseAddress(text);
  if (address) return [{ family: address.family, first: address.value, last: address.value }];
  const range = parseCidr(text);
  return range ? [range] : [];
}

const symptomOf = (list: Middleware, service: Service): Symptom => ({
  object: printRef(list),
  shows: 'sees the addresses of nodes in the place of clients, and forbids them: 403',
  causes: [
    {
      likelihood: 'likely',
      cause: `${printRef(service)} has externalTrafficPolicy: Cluster, which hides the client's address`,
      evidence: [
        `${printRef(service)}: externalTrafficPolicy is not Local`,
        'no range of the list holds the address of a node',
      ],
      fix: 'say externalTrafficPolicy: Local on the Service of the gate (and run a gate on the nodes that announce it)',
      commands: [
        `kubectl -n ${service.metadata.namespace} patch service ${service.metadata.name} -p '{"spec":{"externalTrafficPolicy":"Local"}}'`,
      ],
    },
  ],
});

const gateService = (policy: string) =>
  exampleService('gate/traefik', { selector: { 'app.kubernetes.io/name': 'traefik' }, externalTrafficPolicy: policy }, [
    '192.0.2.3',
  ]);
const lan = (range: string) =>
  exampleObject('traefik.io/v1alpha1', 'Middleware/apps/lan', { spec: { ipAllowList: { sourceRange: [range] } } });
const rest = [
  ...exampleGate(),
  ...[exampleNode('node-1', '192.0.2.100'), exampleService('apps/web', { type: 'ClusterIP' })],
  exampleSlice('apps/web', { 'node-1': true }),
  exampleRouteTo({ middlewares: [{ name: 'lan' }] }),
];

/** An allow list that cannot see whom it should let in. */
export const forbiddenByAllowList: Playbook = {
  id: 'forbidden-by-allow-list',
  symptom: 'A host behind an allow list answers 403 to everybody.',
  why: 'with externalTrafficPolicy Cluster kube-proxy puts the address of a node in the place of the client (kubernetes pkg/proxy/iptables/proxier.go), and ipAllowList sees that (traefik pkg/ip/strategy.go)',
  reads: gateReads,
  diagnose: (seen) => {
    const gate = seeGate(seen);
    const [service] = gate ? hidingServices(seen) : [];
    return gate && service ? deafLists(gate, seen).map((list) => symptomOf(list, service)) : [];
  },
  examples: {
    healthy: [
      { objects: [...rest, gateService('Local'), lan('10.8.0.0/24')] },
      { objects: [...rest, gateService('Cluster'), lan('192.0.2.0/24')] },
    ],
    ill: [{ objects: [...rest, gateService('Cluster'), lan('10.8.0.0/24')] }],
  },
};
