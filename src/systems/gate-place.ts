import type { Visitors } from './sign-in.ts';

/** What can be asked for at a port of a gate: one for each host and path that a route names. */
export interface GatePlace {
  /** `Kind/namespace/name` that writes it. */
  readonly object: string;
  /** Id of its route, see `WrittenRoute`. */
  readonly route: string;
  /** The host to ask for. */
  readonly host: string;
  /** The host as the route has it: a wildcard, or `*` for every host that no other route names. */
  readonly shown: string;
  readonly path: string;
  readonly tls: boolean;
  /** Container port of the gate's pods. */
  readonly port: number;
  /** Whether the object names the entry point itself, and does not only take what is there. */
  readonly named: boolean;
  /** Who is to be played where people sign in, as far as it is known. */
  readonly visitors?: Visitors;
}
