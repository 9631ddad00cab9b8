import { hosts, type LabCase } from './changes.ts';

/** Mistakes in nodes, networks and what runs the cluster. */
export const machinesCases: readonly LabCase[] = [
  [
    'node-outside-network',
    'node k3s-2 (192.168.87.12) is not in the node network 192.168.88.0/24',
    '192.168.87.12',
    ['192.168.88.12', '192.168.87.12'],
  ],
  [
    'gateway-outside-network',
    'the gateway (192.168.1.1) is not in the node network',
    '192.168.1.1',
    ['gateway: 192.168.88.1\n', 'gateway: 192.168.1.1\n'],
  ],
  [
    'machine-on-network-edge',
    'node k3s-2 has the broadcast address 192.168.88.255',
    '192.168.88.255',
    ['192.168.88.12', '192.168.88.255'],
  ],
  [
    'machine-on-network-edge',
    'the gateway has the network address 192.168.88.0',
    '192.168.88.0\n  dhcp',
    ['gateway: 192.168.88.1\n', 'gateway: 192.168.88.0\n'],
  ],
  [
    'dhcp-overlaps-node',
    'node k3s-2 (192.168.88.112) lies in the DHCP range 192.168.88.100-192.168.88.200',
    '192.168.88.112',
    ['192.168.88.12', '192.168.88.112'],
  ],
  [
    'dhcp-overlaps-node',
    'the gateway (192.168.88.101) lies in the DHCP range',
    '192.168.88.101',
    ['gateway: 192.168.88.1\n', 'gateway: 192.168.88.101\n'],
  ],
  [
    'node-on-gateway-address',
    'node k3s-2 has the address of the gateway, 192.168.88.1',
    '192.168.88.1\n  - name: k3s-3',
    ['192.168.88.12', '192.168.88.1'],
  ],
  [
    'duplicate-node-name',
    'node k3s-1 is named twice: nodes[0] and nodes[1]',
    'k3s-1\n    address: 192.168.88.12',
    ['name: k3s-2', 'name: k3s-1'],
  ],
  [
    'duplicate-node-address',
    'node k3s-3 has the address 192.168.88.12 of node k3s-2',
    '192.168.88.12\naddresses',
    ['192.168.88.13', '192.168.88.12'],
  ],
  ['no-control-plane', 'no node has role control-plane', 'nodes:', ['    role: control-plane\n', '']],
  [
    'quorum-on-one-host',
    '2 of 3 control planes are on host oak: without it 1 are left, and 2 are needed',
    'oak\n  - name: k3s-3',
    ['192.168.88.11\n    role: control-plane\n', '192.168.88.11\n    role: control-plane\n    host: oak\n'],
    ['192.168.88.12\n', '192.168.88.12\n    role: control-plane\n    host: oak\n'],
    ['192.168.88.13\n', '192.168.88.13\n    role: control-plane\n    host: elm\n'],
  ],
  [
    'cluster-network-overlap',
    'the network of the pods (192.168.0.0/16) overlaps the node network (192.168.88.0/24)',
    '192.168.0.0/16',
    ['distribution: k3s', 'distribution: { kind: k3s, pods: 192.168.0.0/16 }'],
  ],
  [
    'control-plane-even',
    '2 control planes: the cluster stops when either fails',
    'control-plane\n  - name: k3s-3',
    ['192.168.88.12\n', '192.168.88.12\n    role: control-plane\n'],
  ],
  ['too-many-pods', 'app hello has 331 pods; 3 nodes run at most 330', '331', [hosts, `${hosts}\n    replicas: 331`]],
  ['too-many-pods', 'the gate has 400 pods', '400', ['ingress:\n', 'ingress:\n  kind: Deployment\n  replicas: 400\n']],
  [
    'host-with-underscore',
    'he_llo.home.example.org has "_"',
    'he_llo',
    [hosts, 'hosts: [he_llo.home.example.org]\n    route: Ingress'],
  ],
  [
    'host-with-underscore',
    'no public authority signs it',
    'a_b',
    ['    - home.example.org\n', '    - a_b.home.example.org\n'],
  ],
  [
    'taint-twice',
    'node k3s-2 has the taint a:NoSchedule twice',
    'a, value: b',
    [
      'address: 192.168.88.12\n',
      'address: 192.168.88.12\n    taints: [{ key: a, effect: NoSchedule }, { key: a, value: b, effect: NoSchedule }]\n',
    ],
  ],
  [
    'family-twice',
    'node k3s-2 has two of IPv4: 192.168.88.12 and 192.168.88.22',
    '192.168.88.22',
    ['address: 192.168.88.12', 'address: [192.168.88.12, 192.168.88.22]'],
  ],
  [
    'family-twice',
    'the gate has two of IPv4',
    '192.168.88.75',
    ['ingress:\n  address: 192.168.88.60', 'ingress:\n  address: [192.168.88.60, 192.168.88.75]'],
  ],
  [
    'dns-zone-without-domain',
    'the lab has no domain of its own',
    'zone',
    ['network:\n', 'network:\n  dns: zone\n'],
    ['"*.home.example.org"', 'hello.home.example.org\n    - traefik.home.example.org'],
  ],
  [
    'setting-of-talos',
    'is a setting of Talos, and the distribution is k3s',
    'true',
    ['distribution: k3s\n', 'distribution: k3s\nallowSchedulingOnControlPlanes: true\n'],
  ],
];
