import { hosts, type LabCase, secondApp } from './changes.ts';

/** Mistakes in apps. */
export const appsCases: readonly LabCase[] = [
  [
    'app-namespace-taken',
    'app hello is put into traefik, which is a namespace of the platform',
    'traefik',
    ['    port: 8080\n', '    port: 8080\n    namespace: traefik\n'],
  ],
  [
    'share-not-known',
    'app hello mounts share films at /films, and storage.nfs has none of that name',
    'films',
    ['    port: 8080\n', '    port: 8080\n    volumes: { /films: { nfs: films } }\n'],
  ],
  [
    'volume-of-one-node',
    'app hello has 2 pods, and only one node at a time can hold /data',
    '2',
    ['    port: 8080\n', '    port: 8080\n    replicas: 2\n    volumes: { /data: 1Gi }\n'],
  ],
  [
    'address-not-used',
    'app hello names an address, but its service is a ClusterIP',
    '192.168.88.70}',
    [hosts, `${hosts}\n    service: {address: 192.168.88.70}`],
  ],
  [
    'duplicate-app-name',
    'app hello is named twice: apps[0] and apps[1]',
    'hello\n    image: example',
    [hosts, secondApp('hello', 'hosts: [other.home.example.org]')],
  ],
  [
    'route-twice',
    'hello.home.example.org/ leads to app hello and to app other',
    'hello.home.example.org]\n    tls',
    [hosts, secondApp('other', 'hosts: [hello.home.example.org]\n    tls: true')],
  ],
  [
    'host-without-gate',
    'app hello answers to hello.home.example.org, and the lab has no ingress',
    'hello.home.example.org',
    [
      'ingress:\n  address: 192.168.88.60\n  dashboard:\n    address: 192.168.88.61\n    host: traefik.home.example.org\n',
      '',
    ],
  ],
  ...['//x', '/x/../y', '/x/./y', '/a%2Fb', '/x/..'].map(
    (path): LabCase => ['path-never-asked', path, path, [hosts, `${hosts}\n    path: ${path}`]],
  ),
  [
    'writable-twice',
    '/data of app hello is writable twice',
    '/data/',
    [hosts, `${hosts}\n    writable: [/data, /data/]`],
  ],
  [
    'image-listens-elsewhere',
    'app hello: docker.io/traefik/whoami:v1.11.0 listens on 80, not on 8080',
    '8080',
    ['ghcr.io/traefik', 'docker.io/traefik'],
  ],
  [
    'image-cannot-write',
    'app hello: nginx:1.29',
    'true',
    ['ghcr.io/traefik/whoami:v1.11.0\n    port: 8080', 'nginx:1.29\n    port: 80\n    readOnlyRoot: true'],
  ],
  [
    'app-namespace-twice',
    'apps traefik and traefik-app both come into the namespace traefik-app',
    'traefik-app',
    ['name: hello', 'name: traefik'],
    [hosts, secondApp('traefik-app', 'hosts: [other.home.example.org]')],
  ],
  [
    'release-patch-by-hand',
    'which cannot patch what release traefik makes',
    'traefik\n    target',
    ['/ops/cluster.git\n', '/ops/cluster.git\n  layout: plain\n'],
    [
      'network:\n',
      'patches:\n  - release: traefik\n    target: { kind: DaemonSet }\n    patch: { spec: {} }\nnetwork:\n',
    ],
  ],
];
