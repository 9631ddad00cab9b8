import type { Hop } from '../cluster/network.ts';
import { parseAddress, printAddress } from '../core/address.ts';
import type { TraceReport } from './up-report.ts';
import { familyOf } from './verify-checks.ts';
import { printOwner, type ServedPort } from './wire.ts';

/** What is asked for. */
interface Asked {
  readonly port: number;
  readonly protocol: ServedPort['protocol'];
  readonly from: string;
}

/** Why no address leads on. */
export function whyNowhere(all: readonly ServedPort[], url: URL, { port, protocol, from }: Asked): string {
  const asked = literalOf(url);
  const owner = asked === undefined ? undefined : all.find(({ ip }) => ip === asked);
  if (asked !== undefined && !owner) return `no Service of type LoadBalancer has the address ${asked}`;
  if (owner && familyOf(owner.ip) === familyOf(from))
    return `${printOwner(owner.owner)} at ${asked} has no port ${printPort(port, protocol)}`;
  if (owner || all.some((served) => served.port === port && served.protocol === protocol)) {
    return `a client with an IPv${familyOf(from)} address reaches no address of the other family`;
  }
  return `no Service of type LoadBalancer has an address with port ${printPort(port, protocol)}`;
}

const printPort = (port: number, protocol: ServedPort['protocol']): string =>
  protocol === 'TCP' ? String(port) : `${port} of ${protocol}`;

/** The address that stands in the URL instead of a name. */
export function literalOf({ hostname }: URL): string | undefined {
  const literal = parseAddress(hostname.replace(/^\[|\]$/g, ''));
  return literal && printAddress(literal);
}

/** The end of a request that no address takes. */
export function nowhere(url: URL, port: number, reason: string): Pick<TraceReport, 'hops' | 'outcome'> {
  const hop: Hop = {
    at: 'name',
    decision: `${url.hostname}:${port} leads nowhere`,
    reason,
    source: 'kubernetes Service type LoadBalancer',
  };
  return { hops: [hop], outcome: { status: 0, allowed: false, router: '', backend: '', certificate: '' } };
}

/** Which address a name is taken for. */
export const nameHop = (url: URL, ip: string, reason: string): Hop => ({
  at: 'name',
  decision: `${url.hostname} → ${ip}`,
  reason,
  source: 'the objects; DNS itself is not looked at',
});
