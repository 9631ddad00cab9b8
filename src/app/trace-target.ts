import { GatehouseError } from '../core/errors.ts';

const requests: readonly string[] = ['http:', 'https:'];
const streams: readonly string[] = ['tcp:', 'tls:', 'udp:'];

/** Protocols that are none of these, and by what they are carried. */
const carried: Readonly<Record<string, string>> = {
  'amqp:': 'tcp://HOST:5672',
  'amqps:': 'tls://HOST:5671',
  'dns:': 'udp://HOST:53',
  'git:': 'tcp://HOST:9418',
  'grpc:': 'https://HOST/',
  'imaps:': 'tls://HOST:993',
  'ldap:': 'tcp://HOST:389',
  'ldaps:': 'tls://HOST:636',
  'mongodb:': 'tcp://HOST:27017',
  'mqtt:': 'tcp://HOST:1883',
  'mqtts:': 'tls://HOST:8883',
  'mysql:': 'tcp://HOST:3306',
  'postgres:': 'tcp://HOST:5432',
  'postgresql:': 'tcp://HOST:5432',
  'redis:': 'tcp://HOST:6379',
  'rediss:': 'tls://HOST:6379',
  'smtp:': 'tcp://HOST:25',
  'ssh:': 'tcp://HOST:22',
  'ws:': 'http://HOST/',
  'wss:': 'https://HOST/',
};

const usual =
  'e.g. gatehouse trace https://hello.home.example.org/ --from 192.168.88.20, or tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT';

/** Whether bytes of any kind are to be followed, and no request of HTTP. */
export const isStream = ({ protocol }: URL): boolean => streams.includes(protocol);

/** What a person asks to be followed. Throws with a hint where it is nothing that can be. */
export function readTarget(target: string): URL {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url && requests.includes(url.protocol)) return url;
  if (!url || !streams.includes(url.protocol))
    throw new GatehouseError(`${target}: no address that can be followed`, { hint: hintFor(target, url) });
  if (url.hostname !== '' && url.port === '')
    throw new GatehouseError(`${target}: ${url.protocol}// has no usual port`, {
      hint: `name the port, e.g. ${url.protocol}//${url.hostname}:1883`,
    });
  if (url.hostname === '' || !['', '/'].includes(url.pathname) || url.search !== '')
    throw new GatehouseError(`${target}: bytes go to a host and a port, and to no path`, {
      hint: `e.g. ${url.protocol}//mqtt.home.example.org:1883`,
    });
  return new URL(`${url.protocol}//${url.host.toLowerCase()}`);
}

function hintFor(target: string, url: URL | undefined): string {
  const known = url && carried[url.protocol];
  if (known && url.hostname !== '') {
    const named = known.replace('HOST', url.hostname);
    return `try ${url.port === '' ? named : named.replace(/:\d+$/, `:${url.port}`)}`;
  }
  if (/^[\w.-]+:\d+$/.test(target)) return `what is spoken there? e.g. tcp://${target}, or https://${target}/`;
  if (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(target)) return `try https://${target}`;
  return usual;
}
