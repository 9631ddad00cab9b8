// Random gates: which hosts there are, whom each lets in, which certificates are there, and by which way requests come.
import { diceOf } from '../dice.ts';
import { behindAll, secretsOf, traefik } from './objects.ts';

/** A host of a gate: whom it lets in (everybody where it does not say), and the Secret of its certificate. */
interface GateHost {
  readonly name: string;
  readonly ranges?: readonly string[];
  readonly secret?: string;
}

/** How requests come to the gate, and what it knows. */
export interface GateLab {
  readonly policy: 'Local' | 'Cluster';
  readonly announcer: string;
  readonly on: string;
  readonly hosts: readonly GateHost[];
}

/** Names that are asked for, whether a lab has them or not. */
export const askedHosts = ['a.home.lan', 'b.home.lan', 'c.b.home.lan', 'home.lan'] as const;

/** Certificates by the Secret that may hold them. */
const certificates: Readonly<Record<string, string>> = {
  any: '*.home.lan',
  only: 'a.home.lan',
  deep: '*.b.home.lan',
  bare: 'home.lan',
  fallback: 'fallback.test',
};

const ranges = [
  ...['192.168.88.0/24', '192.168.88.50', '192.168.88.0/28', '192.168.0.0/16', '203.0.113.0/24', '203.0.113.9/32'],
  ...['10.42.0.0/16', '10.42.1.0/24', '10.42.2.0/30', '10.0.0.0/8', '0.0.0.0/0', '127.0.0.1/32'],
];

/** A lab of these nodes. */
export function randomGate(nodes: readonly string[], number: number): GateLab {
  const dice = diceOf(700_000 + number);
  const hosts = dice.some(askedHosts).map((name) => ({
    name,
    ...(dice.chance(0.7) && { ranges: Array.from({ length: 1 + dice.below(3) }, () => dice.pick(ranges)) }),
    ...(dice.chance(0.8) && { secret: dice.pick(['any', 'only', 'deep', 'bare', 'missing']) }),
  }));
  const announcer = dice.pick(nodes);
  return {
    policy: dice.pick(['Local', 'Cluster'] as const),
    announcer,
    // Elsewhere with Local nobody announces.
    on: dice.chance(0.4) ? announcer : dice.pick(nodes),
    hosts: hosts.length > 0 ? hosts : [{ name: askedHosts[0] }],
  };
}

/** What all gates have: certificates, what is shown without one, and what stands behind. */
export const sharedObjects = async (): Promise<readonly object[]> => [...(await secretsOf(certificates)), ...behindAll];

const idOf = (name: string) => name.replaceAll('.', '-');

/** What one lab has: its routes and allow-lists. */
export const objectsOfGate = ({ hosts }: GateLab): readonly object[] =>
  hosts.flatMap(({ name, ranges: sourceRange, secret }) => [
    ...(sourceRange ? [traefik('Middleware', idOf(name), { ipAllowList: { sourceRange } })] : []),
    traefik('IngressRoute', idOf(name), {
      entryPoints: ['websecure'],
      routes: [
        {
          match: `Host(\`${name}\`)`,
          kind: 'Rule',
          services: [{ name: 'hello', port: 80 }],
          ...(sourceRange && { middlewares: [{ name: idOf(name) }] }),
        },
      ],
      tls: secret ? { secretName: secret } : {},
    }),
  ]);
