import type { AddressRange } from '../core/address.ts';

/** What the address of a client is held against: clients in the same of the ranges are treated alike, wherever they are. */
export interface ClientConditions {
  readonly ranges: readonly AddressRange[];
  /** What looks at addresses in a way that no range tells, in words. */
  readonly opaque: readonly string[];
}

/** Several conditions as one. */
export const joinConditions = (all: readonly ClientConditions[]): ClientConditions => ({
  ranges: all.flatMap(({ ranges }) => ranges),
  opaque: all.flatMap(({ opaque }) => opaque),
});
