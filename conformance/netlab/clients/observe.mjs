// Inside the enclosure: which address of a client pods see, for every announcing node, place of the pod, policy and client.
import { until } from '../platform/control-plane.mjs';
import { outside } from '../platform/network.mjs';
import { applyAll } from '../platform/objects.mjs';
import { inside, run } from '../platform/shell.mjs';
import { installMetallb } from '../platform/systems.mjs';

const metallb = (kind, name, spec) => ({
  apiVersion: 'metallb.io/v1beta1',
  kind,
  metadata: { name, namespace: 'metallb-system' },
  spec,
});

/** Addresses that this node alone announces. */
export const announcedBy = ({ name, index }) => [
  metallb('IPAddressPool', name, {
    addresses: [`192.168.88.${80 + 20 * index}-192.168.88.${99 + 20 * index}`],
    autoAssign: false,
  }),
  metallb('L2Advertisement', name, {
    ipAddressPools: [name],
    nodeSelectors: [{ matchLabels: { 'kubernetes.io/hostname': name } }],
  }),
];

/** A pod that is on this node, in the network of the pods or in that of the node. */
function podOn({ name }, hosted) {
  const app = `${hosted ? 'host' : 'pod'}-on-${name}`;
  const port = hosted ? 8081 : 8080;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: app, namespace: 'default', labels: { app } },
    spec: {
      nodeName: name,
      hostNetwork: hosted,
      containers: [{ name: 'hello', image: 'hello', ports: [{ containerPort: port, name: 'http' }] }],
    },
  };
}

const http = { port: 80, targetPort: 'http', protocol: 'TCP' };

/** The Service of a way: it leads to one pod. */
export const serviceFor = ({ pod, policy, address }, number, port = http) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: `way-${number}`, namespace: 'default', annotations: { 'metallb.io/loadBalancerIPs': address } },
  spec: {
    type: 'LoadBalancer',
    externalTrafficPolicy: policy,
    selector: { app: pod },
    ports: [port],
  },
});

/** All ways from a client to a pod. */
export function waysOf(nodes, pods) {
  const ways = nodes.flatMap((announcer) =>
    pods.flatMap(({ metadata, spec }) =>
      ['Cluster', 'Local'].map((policy) => ({
        policy,
        announcer: announcer.name,
        index: announcer.index,
        pod: metadata.name,
        on: spec.nodeName,
        hosted: spec.hostNetwork,
      })),
    ),
  );
  const used = new Map();
  return ways.map(({ index, ...way }) => {
    const nth = used.get(index) ?? 0;
    used.set(index, nth + 1);
    return { ...way, address: `192.168.88.${80 + 20 * index + nth}` };
  });
}

/** The address the pod saw; null when nobody answered. */
async function seenFrom(client, address) {
  const { code, stdout } = await run(inside(client, 'curl', '-s', '-m', '2', `http://${address}/`));
  return code === 0 ? JSON.parse(stdout).client : null;
}

/** Asks every way from inside and outside. */
export async function observeClients(platform) {
  const { api, plan } = platform;
  const pods = plan.nodes.flatMap((node) => [podOn(node, false), podOn(node, true)]);
  const ways = waysOf(plan.nodes, pods);
  await installMetallb(api);
  await applyAll(api, [...plan.nodes.flatMap(announcedBy), ...pods, ...ways.map((way, i) => serviceFor(way, i))]);
  const clients = [plan.clients[0], { name: 'outside', address: outside.client }];
  const reachable = ways.filter(({ policy, announcer, on }) => policy === 'Cluster' || announcer === on);
  await until('an answer on every way', async () => {
    const seen = await Promise.all(reachable.map(({ address }) => seenFrom('desk', address)));
    return seen.every((each) => each !== null);
  });
  const played = [];
  for (const way of ways)
    for (const client of clients)
      played.push({ cni: plan.cni, ...way, client: client.address, seen: await seenFrom(client.name, way.address) });
  return played;
}
