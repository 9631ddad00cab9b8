// The wires: a switch, a router with a network outside behind it, the control plane, nodes and clients, each a network namespace.
// All of it stands in a mount and a process namespace of its own: when its first process ends, the kernel takes down the rest.
import { inside, run, sh } from './shell.mjs';

/** The network outside the router: addresses of documentation. */
export const outside = { router: '203.0.113.1', client: '203.0.113.9', prefix: 24 };

export const podNetwork = '10.42.0.0/16';

const into = (namespace, line) => inside(namespace, line).join(' ');

/** A namespace with a cable to the switch; the switch's end carries the namespace's name. */
const cable = (namespace, address, prefix) => [
  `ip netns add ${namespace}`,
  `ip link add eth0 netns ${namespace} type veth peer name ${namespace} netns switch`,
  into('switch', `ip link set ${namespace} master br0 up`),
  into(namespace, 'ip link set lo up'),
  into(namespace, `ip address add ${address}/${prefix} dev eth0`),
  into(namespace, 'ip link set eth0 up'),
];

const sysctl = (namespace, settings) =>
  Object.entries(settings).map(([name, value]) => into(namespace, `sysctl -q -w ${name}=${value}`));

const forwards = { 'net.ipv4.ip_forward': 1, 'net.ipv4.conf.all.rp_filter': 0, 'net.ipv4.conf.default.rp_filter': 0 };

function switchAndRouter({ gateway, prefix }) {
  return [
    'ip netns add switch',
    into('switch', 'ip link add br0 type bridge'),
    into('switch', 'ip link set br0 up'),
    ...sysctl('switch', { 'net.bridge.bridge-nf-call-iptables': 0 }),
    ...cable('router', gateway, prefix),
    'ip netns add outside',
    'ip link add eth1 netns router type veth peer name eth0 netns outside',
    into('router', `ip address add ${outside.router}/${outside.prefix} dev eth1`),
    into('router', 'ip link set eth1 up'),
    into('outside', 'ip link set lo up'),
    into('outside', `ip address add ${outside.client}/${outside.prefix} dev eth0`),
    into('outside', 'ip link set eth0 up'),
    into('outside', `ip route add default via ${outside.router}`),
    ...sysctl('router', forwards),
  ];
}

/** The cable of the namespace that the program itself stands in. */
const ownCable = ({ driver, prefix, gateway }) => [
  'ip link add eth0 type veth peer name driver netns switch',
  into('switch', 'ip link set driver master br0 up'),
  `ip address add ${driver}/${prefix} dev eth0`,
  'ip link set eth0 up',
  `ip route add default via ${gateway}`,
];

const podRange = (index) => `10.42.${index}`;

/** Bridge for pods, and what a CNI does beside kube-proxy: pods reach the outside by the node's address. */
function node({ space, address, index }, { prefix, gateway }) {
  return [
    ...cable(space, address, prefix),
    into(space, `ip route add default via ${gateway}`),
    ...sysctl(space, { ...forwards, 'net.bridge.bridge-nf-call-iptables': 1 }),
    into(space, 'ip link add cni0 type bridge'),
    into(space, `ip address add ${podRange(index)}.1/24 dev cni0`),
    into(space, 'ip link set cni0 up'),
    into(space, `iptables -t nat -A POSTROUTING -s ${podNetwork} -d ${podNetwork} -j RETURN`),
    into(space, `iptables -t nat -A POSTROUTING -s ${podNetwork} ! -d 224.0.0.0/4 -j MASQUERADE`),
  ];
}

const routed = (from, to) => into(from.space, `ip route add ${podRange(to.index)}.0/24 via ${to.address}`);

const tunnelMac = ({ index }) => `02:42:00:00:00:${index.toString(16).padStart(2, '0')}`;

/** The tunnel's end in a node, as flannel makes it: it has the first address of the node's pod network. */
const tunnel = (own) => [
  into(
    own.space,
    `ip link add flannel.1 address ${tunnelMac(own)} type vxlan id 1 dev eth0 local ${own.address} dstport 8472 nolearning`,
  ),
  into(own.space, `ip address add ${podRange(own.index)}.0/32 dev flannel.1`),
  into(own.space, 'ip link set flannel.1 up'),
];

const tunnelled = (from, to) => [
  into(from.space, `ip neigh replace ${podRange(to.index)}.0 lladdr ${tunnelMac(to)} dev flannel.1 nud permanent`),
  into(from.space, `bridge fdb append ${tunnelMac(to)} dev flannel.1 dst ${to.address}`),
  into(from.space, `ip route add ${podRange(to.index)}.0/24 via ${podRange(to.index)}.0 dev flannel.1 onlink`),
];

function podRoutes({ nodes, cni }) {
  const pairs = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => [from, to]));
  if (cni === 'routes') return pairs.map(([from, to]) => routed(from, to));
  return [...nodes.flatMap(tunnel), ...pairs.flatMap(([from, to]) => tunnelled(from, to))];
}

/**
 * Lays all wires of a plan: `gateway`, `prefix`, `driver`, `control`, `nodes` (space, address, index from 1), `clients` (name, address),
 * `cni`: `routes` or `vxlan`.
 */
export function layNetwork(plan) {
  const { gateway, prefix, control, nodes, clients } = plan;
  const routes = [{ space: 'router' }, { space: 'control' }].flatMap((from) => nodes.map((to) => routed(from, to)));
  sh([
    ...switchAndRouter(plan),
    ...ownCable(plan),
    ...cable('control', control, prefix),
    into('control', `ip route add default via ${gateway}`),
    ...clients.flatMap(({ name, address }) => [
      ...cable(name, address, prefix),
      into(name, `ip route add default via ${gateway}`),
    ]),
    ...nodes.flatMap((each) => node(each, plan)),
    ...podRoutes(plan),
    ...routes.filter((line) => line.includes('/control ')),
  ]);
}

/** The hardware address of a namespace's cable. */
export async function hardwareAddress(namespace) {
  const shown = await run(inside(namespace, 'ip', '-j', 'link', 'show', 'dev', 'eth0'));
  return JSON.parse(shown.stdout)[0].address;
}

/** Pulls or plugs the cable of a namespace at the switch. */
export const setCable = (namespace, state) => sh(into('switch', `ip link set ${namespace} ${state}`));
