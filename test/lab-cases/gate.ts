import { hosts, type LabCase } from './changes.ts';

/** Mistakes in the gate, its hosts and routes. */
export const gateCases: readonly LabCase[] = [
  [
    'acme-kept-by-several',
    '3 pods cannot share the certificates that Traefik asks for itself',
    '3',
    ['ingress:\n', 'ingress:\n  replicas: 3\n  acme: {email: ops@home.example.org}\n'],
  ],
  [
    'node-port-needs-root',
    'user 1000 gets no port below 1024 of a node, and the gate wants web (80), websecure (443)',
    '1000',
    ['ingress:\n  address: 192.168.88.60\n', 'ingress:\n  user: 1000\n  hostNetwork: {}\n'],
  ],
  [
    'acme-challenge-unreachable',
    'the challenge http needs an entry point web on port 80',
    'acme: {',
    [
      'ingress:\n',
      'ingress:\n  acme: {email: me@home.example.org, challenge: http}\n  entryPoints: {web: {port: 8080}, websecure: {port: 443, tls: true}}\n',
    ],
  ],
  [
    'stream-entry-point',
    'the gate has no entry point mqtt',
    'mqtt}',
    [hosts, `${hosts}\n    ports: {http: 8080, mqtt: {port: 1883, entryPoint: mqtt}}`],
    ['    port: 8080\n', ''],
  ],
  [
    'gate-on-no-node',
    'no node of the lab has edge=yes, so the gate runs nowhere',
    'nodes: {edge',
    ['ingress:\n  address: 192.168.88.60\n', 'ingress:\n  hostNetwork: {nodes: {edge: yes}}\n'],
  ],
  [
    'gate-replicas-exceed-nodes',
    '2 pods of the gate, and one node for them',
    '2\n',
    [
      'ingress:\n  address: 192.168.88.60\n',
      'ingress:\n  kind: Deployment\n  replicas: 2\n  hostNetwork: {nodes: {node-role.kubernetes.io/control-plane: ""}}\n',
    ],
  ],
  [
    'trusted-network-is-everyone',
    'the trusted networks contain 0.0.0.0/0: that is everyone',
    '0.0.0.0/0',
    ['192.168.0.0/16', '0.0.0.0/0'],
  ],
  [
    'trusted-network-is-everyone',
    'the trusted networks of the dashboard contain ::/0',
    '::/0',
    ['host: traefik.home.example.org', 'host: traefik.home.example.org\n    trusted: ["::/0"]'],
  ],
  [
    'trusted-network-is-everyone',
    'the networks that may enter app hello contain 0.0.0.0/0',
    '0.0.0.0/0',
    [hosts, `${hosts}\n    access: [0.0.0.0/0]`],
  ],
  [
    'nobody-trusted',
    'the dashboard is for trusted networks only, and none is named',
    'dashboard:\n    address',
    ['trusted:\n    - 192.168.0.0/16', 'trusted: []'],
  ],
  [
    'nobody-trusted',
    'app hello is for trusted networks only, and none is named',
    'trusted\n',
    ['trusted:\n    - 192.168.0.0/16', 'trusted: []'],
    ['host: traefik', 'trusted: [10.0.0.0/8]\n    host: traefik'],
    [hosts, `${hosts}\n    access: trusted\n`],
  ],
  [
    'host-on-two-addresses',
    "traefik.home.example.org is the dashboard's host too",
    'traefik.home.example.org]',
    ['hello.home.example.org', 'traefik.home.example.org'],
  ],
  [
    'redirect-needs-entry-points',
    'redirectToHttps needs the entry point websecure',
    'entryPoints:',
    ['ingress:\n', 'ingress:\n  entryPoints: {web: {port: 80}, other: {port: 443, tls: true}}\n'],
  ],
  [
    'redirect-needs-entry-points',
    'redirectToHttps leads to websecure, which speaks no TLS',
    'websecure: ',
    [
      'ingress:\n',
      'ingress:\n  entryPoints: {web: {port: 80}, other: {port: 444, tls: true}, websecure: {port: 443}}\n',
    ],
  ],
  [
    'tls-needs-entry-point',
    'app hello is served over TLS, and no entry point has tls: true',
    'name: hello',
    ['ingress:\n', 'ingress:\n  redirectToHttps: false\n  entryPoints: {web: {port: 80}}\n'],
  ],
  [
    'entry-point-port-twice',
    'entry points web and other both have port 80',
    '80, tls',
    [
      'ingress:\n',
      'ingress:\n  entryPoints: {web: {port: 80}, other: {port: 80, tls: true}, websecure: {port: 443, tls: true}}\n',
    ],
  ],
  ['plain-app-behind-redirect', 'app hello is served over HTTP only', 'false', [hosts, `${hosts}\n    tls: false`]],
  [
    'entry-point-name',
    'entry point an-entry-point-with-a-long-name is no name of a port',
    'an-entry-point-with-a-long-name',
    [
      'ingress:\n',
      'ingress:\n  entryPoints: {web: {port: 80}, websecure: {port: 443, tls: true}, an-entry-point-with-a-long-name: {port: 90}}\n',
    ],
  ],
  [
    'entry-point-name',
    'entry point metrics is taken by Traefik itself',
    'metrics',
    [
      'ingress:\n',
      'ingress:\n  entryPoints: {web: {port: 80}, websecure: {port: 443, tls: true}, metrics: {port: 90}}\n',
    ],
  ],
];
