import * as z from 'zod';
import { checkedText, nameText, portNumber } from '../../lab/scalars.ts';
import { quoteText } from '../../lab/values.ts';

/** The name of a port (apimachinery pkg/util/validation IsValidPortName). */
export const portNameText = checkedText((text) =>
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && !text.includes('--') && /[a-z]/.test(text) && text.length <= 15
    ? undefined
    : {
        message: `${quoteText(text)} is no name of a port: it must be at most 15 lower-case letters, digits and single "-", with a letter among them`,
        hint: 'write it like http or dns-udp',
      },
);

const Port = z
  .strictObject({
    port: portNumber.describe('Port the container listens on.'),
    protocol: z.enum(['TCP', 'UDP']).default('TCP').describe('Protocol.'),
    service: portNumber.optional().describe('Port of the Service; by default 80 for `http`, else the same port.'),
    entryPoint: nameText
      .optional()
      .describe('Entry point of the gate that leads here, for what is no HTTP: all that comes in on it.'),
  })
  .describe('A port of an app.');

/** Several ports by their names. */
export const Ports = z
  .record(portNameText, z.union([portNumber, Port]))
  .superRefine((ports, context) => {
    const seen = new Map<string, string>();
    for (const [name, value] of Object.entries(ports)) {
      const { port, protocol } = typeof value === 'number' ? { port: value, protocol: 'TCP' } : value;
      const same = seen.get(`${port}/${protocol}`);
      seen.set(`${port}/${protocol}`, name);
      if (same === undefined) continue;
      const message = `${name} is the same port as ${same}`;
      context.addIssue({ code: 'custom', path: [name], message, params: { hint: 'keep one of them' } });
    }
  })
  .describe(
    'Ports the container listens on by name, where there are several: a number, or a mapping. Routes lead to `http`, or else to the first TCP port by name. `{}` for a program that listens nowhere: it has no Service.',
  );

/** A port of an app: in the container, and in its Service. */
export interface AppPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly service: number;
  readonly entryPoint?: string | undefined;
}

/** What of an app says where it listens. */
export interface Listening {
  readonly port?: number;
  readonly ports?: z.output<typeof Ports>;
  readonly service: { readonly port?: number };
}

/** Port of an app that does not say. */
export const usualPort = 8080;

/** The ports of an app. */
export function portsOf({ port, ports, service }: Listening): readonly AppPort[] {
  if (!ports) return [{ name: 'http', port: port ?? usualPort, protocol: 'TCP', service: service.port ?? 80 }];
  const all = Object.entries(ports).map(([name, value]) => {
    const given = typeof value === 'number' ? { port: value, protocol: 'TCP' as const } : value;
    return { name, ...given, service: given.service ?? (name === 'http' ? 80 : given.port) };
  });
  const routed = routedOf(all)?.name;
  return all.map((each) => (each.name === routed ? { ...each, service: service.port ?? each.service } : each));
}

/** The port that routes lead to: none that an entry point of its own leads to. */
export const routedPort = (app: Listening): AppPort | undefined => routedOf(portsOf(app));

const routedOf = (ports: readonly AppPort[]): AppPort | undefined => {
  const tcp = ports.filter(({ protocol, entryPoint }) => protocol === 'TCP' && entryPoint === undefined);
  return tcp.find(({ name }) => name === 'http') ?? [...tcp].sort((a, b) => (a.name < b.name ? -1 : 1))[0];
};
