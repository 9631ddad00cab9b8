import type { output } from 'zod';
import type { Ports } from './lab-ports.ts';

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
  readonly ports?: output<typeof Ports>;
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
