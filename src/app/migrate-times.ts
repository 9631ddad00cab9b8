import type { Assumption } from '../systems/system.ts';

/** Until a lease is over that was given before the range shrank. */
export const dhcpLeaseSeconds = {
  id: 'dhcp-lease-seconds',
  text: 'Seconds until a lease of the DHCP server is over',
  value: 86400,
  source: 'a day is what most routers give; the longest lease that the server has given counts',
} as const satisfies Assumption;

/** Until clients follow a record that a person has moved. */
export const namesMoveSeconds = {
  id: 'names-move-seconds',
  text: 'Seconds until all clients follow a DNS record or a port forward that has moved',
  value: 300,
  source: 'the TTL of the record and the time it takes to change it; five minutes are usual',
} as const satisfies Assumption;
