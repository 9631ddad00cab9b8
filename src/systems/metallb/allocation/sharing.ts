import { type Address, printAddress } from '../../../core/address.ts';
import type { AddressRequest } from './request.ts';

/** The addresses of one family that Services of one sharing and backend key are on, and on how many of them each port is taken. */
interface SharingGroup {
  readonly addresses: Map<string, Address>;
  readonly taken: Map<string, number>;
}

type Keys = Pick<AddressRequest, 'sharingKey' | 'backendKey'>;

const nameOf = (family: 4 | 6, { sharingKey, backendKey }: Keys): string => `${family}\0${sharingKey}\0${backendKey}`;

/** Addresses that may be shared, found by who may share them. */
export class SharingGroups {
  readonly #groups = new Map<string, SharingGroup>();

  /** The addresses a service of these keys might share; none when one of its ports is taken on all of them. */
  candidates(family: 4 | 6, claim: AddressRequest): Iterable<Address> {
    const group = this.#groups.get(nameOf(family, claim));
    if (!group || !claim.sharingKey) return [];
    const full = claim.ports.some((port) => group.taken.get(port) === group.addresses.size);
    return full ? [] : group.addresses.values();
  }

  /** A service comes to the address, with ports that nobody else has there. */
  enter(address: Address, claim: AddressRequest): void {
    if (!claim.sharingKey) return;
    const name = nameOf(address.family, claim);
    const group = this.#groups.get(name) ?? { addresses: new Map(), taken: new Map() };
    group.addresses.set(printAddress(address), address);
    for (const port of new Set(claim.ports)) group.taken.set(port, (group.taken.get(port) ?? 0) + 1);
    this.#groups.set(name, group);
  }

  /** A service leaves the address; the address leaves the group with its last one. */
  leave(address: Address, claim: AddressRequest, isLast: boolean): void {
    const group = this.#groups.get(nameOf(address.family, claim));
    if (!group || !claim.sharingKey) return;
    for (const port of new Set(claim.ports)) group.taken.set(port, (group.taken.get(port) ?? 1) - 1);
    if (isLast) group.addresses.delete(printAddress(address));
  }
}
