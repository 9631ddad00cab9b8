import { type Address, parseAddress, printAddress } from '../../../core/address.ts';
import { compareText } from '../../../core/finding.ts';
import type { Service } from '../../../kube/types.ts';
import { annotationKey, annotationOf, deprecatedPrefix } from '../annotations.ts';
import type { AddressBook } from './address-book.ts';
import { type Allocation, allocate, allocateFromPool, allocateSecond, type Wish } from './allocation.ts';
import { type Family, type FamilyReading, familyOf, serviceFamily } from './family.ts';
import { quote, quoteList } from './go-text.ts';
import { type AddressRequest, addressRequestOf, requestedAddresses } from './request.ts';

/** An event on the Service, from `metallb-controller`. */
export interface AllocationEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What the controller makes of one Service. */
export interface Convergence {
  /** Whether nothing is left to wish for; a failure is not retried by itself. */
  readonly ok: boolean;
  /** Addresses for the status, in order; undefined: the status stays as it is. */
  readonly addresses: readonly string[] | undefined;
  /** Value for the pool annotation; undefined: none, unless the status stays as it is. */
  readonly pool: string | undefined;
  readonly events: readonly AllocationEvent[];
  /** The pools upstream might have taken instead, when a new address was given. */
  readonly candidates: readonly string[];
}

/**
 * Brings one Service from the addresses it has to those it should have, and keeps the book
 * (metallb controller/service.go, convergeBalancer; texts of events are upstream's).
 */
export function converge(book: AddressBook, service: Service): Convergence {
  const run = new Run(book, service);
  const outcome = run.go();
  return { ...outcome, events: [...run.events, ...deprecations(service, outcome)] };
}

type Outcome = Omit<Convergence, 'events'>;

/** One pass over one Service. */
class Run {
  readonly events: AllocationEvent[] = [];
  readonly #book: AddressBook;
  readonly #service: Service;
  readonly #claim: AddressRequest;

  constructor(book: AddressBook, service: Service) {
    this.#book = book;
    this.#service = service;
    this.#claim = addressRequestOf(service);
  }

  go(): Outcome {
    const { spec } = this.#service;
    if (spec.type !== 'LoadBalancer') return this.#clear(true);
    const clusterIps = spec.clusterIPs ?? [];
    if (this.#book.pools.size === 0 || (clusterIps.length === 0 && !spec.clusterIP)) return this.#clear(false);
    if (spec.ipFamilyPolicy === 'RequireDualStack' && clusterIps.length < 2) {
      const message = `Service requires dual stack but not enough clusterips [${clusterIps.join(' ')}]`;
      this.#warn('not enough clusterips', message);
      return this.#clear(false);
    }
    const current = currentAddresses(this.#service);
    if (current.length === 0) {
      this.#book.release(this.#claim.key);
      return this.#allocate();
    }
    const family = serviceFamily(this.#service);
    if (this.#familyChanged(current, family)) return this.#startAgain();
    if (family && 'error' in family) return this.#kept();
    return this.#check(current);
  }

  /** Whether the families of what it has and of what it should have differ; notes on the way what cannot be read. */
  #familyChanged(current: readonly string[], wanted: FamilyReading): boolean {
    const held = familyOf(current);
    if ('error' in held) {
      this.#warn('nolbIPsIPFamily', `Failed to retrieve LBIPs IPFamily for ${quoteList(current)}: ${held.error}`);
    }
    if ('error' in wanted) {
      const { clusterIPs = [], clusterIP = '' } = this.#service.spec;
      const message = `Failed to retrieve ClusterIPs IPFamily for ${quoteList(clusterIPs)} ${clusterIP}: ${wanted.error}`;
      this.#warn('noclusterIPsIPFamily', message);
      return false;
    }
    if ('error' in held) return true;
    if (held.family === wanted.family) return false;
    return !(wanted.family === 'dual' && this.#service.spec.ipFamilyPolicy === 'PreferDualStack');
  }

  /** Whether the service may keep what it has: by the configuration, by the pool it names, by the addresses it asks for. */
  #check(current: readonly string[]): Outcome {
    const { key } = this.#claim;
    const error = this.#book.assign(this.#claim, current.map(parseAddress));
    if (error) {
      const message = `current IP for ${quote(key)} not allowed by config, will attempt for new IP assignment: ${error}`;
      this.#tell('ClearAssignment', message);
      return this.#startAgain();
    }
    const wantedPool = annotationOf(this.#service, 'address-pool') ?? '';
    if (wantedPool && this.#book.holdingOf(key)?.pool !== wantedPool) return this.#startAgain();
    const request = requestedAddresses(this.#service);
    if ('error' in request) {
      this.#warn('LoadBalancerFailed', `invalid requested loadbalancer IPs: ${request.error}`);
      return this.#kept();
    }
    if (request.addresses.length === 0) return this.#complete(current);
    // Upstream compares both lists sorted as texts, and what it has stays sorted.
    const wanted = request.addresses.map(printAddress).sort(compareText);
    const sorted = [...current].sort(compareText);
    if (wanted.join() !== sorted.join()) return this.#startAgain();
    return this.#complete(sorted);
  }

  /** Adds an address of the other family when one alone is not what is preferred. */
  #complete(current: readonly string[]): Outcome {
    const only = current.length === 1 ? parseAddress(current[0]!) : undefined;
    if (!only || this.#service.spec.ipFamilyPolicy !== 'PreferDualStack') return this.#assigned(current);
    const second = allocateSecond(this.#book, this.#claim, only);
    if ('error' in second) {
      this.#tell('AdditionalAssignFailed', `cannot assign additional IP in PreferDualStack: ${second.error}`);
      return this.#assigned(current);
    }
    const text = printAddress(second.address);
    this.#tell('IPAllocated', `Assigned additional IP ${quote(text)}`);
    return this.#assigned([...current, text]);
  }

  #startAgain(): Outcome {
    this.#book.release(this.#claim.key);
    return this.#allocate();
  }

  #allocate(): Outcome {
    const result = this.#request();
    if ('error' in result) {
      this.#warn('AllocationFailed', `Failed to allocate IP for ${quote(this.#claim.key)}: ${result.error}`);
      return this.#clear(false);
    }
    const texts = result.addresses.map(printAddress);
    this.#tell('IPAllocated', `Assigned IP ${quoteList(texts)}`);
    return { ...this.#assigned(texts), candidates: result.candidates };
  }

  /** What the service asks for, or else what a pool has for it (allocateIPs). */
  #request(): Allocation {
    const family = serviceFamily(this.#service);
    if ('error' in family) return family;
    const request = requestedAddresses(this.#service);
    if ('error' in request) return request;
    const pool = annotationOf(this.#service, 'address-pool') ?? '';
    if (request.addresses.length > 0) return this.#exactly(request.addresses, request.family, family.family, pool);
    const wish = wishOf(this.#service, family.family);
    return pool ? allocateFromPool(this.#book, this.#claim, wish, pool) : allocate(this.#book, this.#claim, wish);
  }

  #exactly(addresses: readonly Address[], asked: Family | undefined, family: Family, pool: string): Allocation {
    const texts = quoteList(addresses.map(printAddress));
    if (asked !== family)
      return { error: `requested loadBalancer IP(s) ${texts} does not match the ipFamily of the service` };
    const error = this.#book.assign(this.#claim, addresses);
    if (error) return { error };
    const held = this.#book.holdingOf(this.#claim.key)?.pool ?? '';
    if (!pool || held === pool) return { addresses, pool: held, candidates: [held] };
    this.#book.release(this.#claim.key);
    return { error: `requested loadBalancer IP(s) ${texts} is not compatible with requested address pool ${pool}` };
  }

  #clear(ok: boolean): Outcome {
    this.#book.release(this.#claim.key);
    return { ok, addresses: [], pool: undefined, candidates: [] };
  }

  #kept(): Outcome {
    return { ok: false, addresses: undefined, pool: undefined, candidates: [] };
  }

  #assigned(addresses: readonly string[]): Outcome {
    return { ok: true, addresses, pool: this.#book.holdingOf(this.#claim.key)?.pool, candidates: [] };
  }

  #tell(reason: string, message: string): void {
    this.events.push({ type: 'Normal', reason, message });
  }

  #warn(reason: string, message: string): void {
    this.events.push({ type: 'Warning', reason, message });
  }
}

/** Addresses in a Service's status; entries with only a host name do not count. */
export const currentAddresses = (service: Service): readonly string[] =>
  (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : []));

function wishOf({ spec }: Service, family: Family): Wish {
  const preferDual = spec.ipFamilyPolicy === 'PreferDualStack';
  return { family, preferDual, primary: spec.ipFamilies?.[0] === 'IPv6' ? 6 : 4 };
}

/** Whether the Service would be written: its addresses or its pool annotation differ from what they should be. */
export function isChanged(service: Service, { addresses, pool }: Pick<Convergence, 'addresses' | 'pool'>): boolean {
  if (addresses === undefined) return false;
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const same = ingress.length === addresses.length && ingress.every(({ ip }, i) => ip === addresses[i]);
  return !same || service.metadata.annotations?.[annotationKey('ip-allocated-from-pool')] !== pool;
}

/** One event for each annotation with the old prefix, but only when the Service is written anyway (metallb controller/main.go). */
function deprecations(service: Service, outcome: Outcome): AllocationEvent[] {
  if (!isChanged(service, outcome)) return [];
  return Object.keys(service.metadata.annotations ?? {})
    .filter((key) => key.startsWith(deprecatedPrefix))
    .sort(compareText)
    .map((key) => ({
      type: 'Warning',
      reason: 'deprecatedAnnotation',
      message: `Service uses deprecated annotation ${key}`,
    }));
}
