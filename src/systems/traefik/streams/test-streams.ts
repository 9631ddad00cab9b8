import type { UnknownObject } from '../../../kube/object.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import type { ComingIn } from './choose-stream.ts';

const args = [
  ...chartArguments,
  '--entryPoints.mqtt.address=:1883/tcp',
  '--entryPoints.dns.address=:5353/udp',
  '--entryPoints.game.address=:27015/udp',
];
export const configurationOf = (objects: readonly UnknownObject[], more: readonly string[] = []) =>
  buildConfiguration(readStaticConfiguration([...args, ...more]), indexObjects([...pods, ...objects]));
const pods = [
  ...['mqtt', 'other', 'hello'].flatMap((name, i) => [
    make.service(name, 80),
    make.slice(name, [`10.42.0.${i + 1}`], 8080),
  ]),
  make.service('idle', 80),
];

export const tcp = (name: string, routes: readonly object[], spec: object = {}): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'IngressRouteTCP',
  metadata: { name, namespace: 'apps' },
  spec: {
    entryPoints: ['mqtt'],
    routes: routes.map((route) => ({ services: [{ name, port: 80 }], ...route })),
    ...spec,
  },
});
export const udp = (name: string, spec: object = {}): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'IngressRouteUDP',
  metadata: { name, namespace: 'apps' },
  spec: { entryPoints: ['dns'], routes: [{ services: [{ name, port: 80 }] }], ...spec },
});
export const all = 'HostSNI(`*`)';
export const clear: ComingIn = { tls: false, serverName: '', alpn: [], remoteAddress: '192.168.1.9' };
export const tls = (serverName: string, more: Partial<ComingIn> = {}): ComingIn => ({
  ...clear,
  tls: true,
  serverName,
  ...more,
});
