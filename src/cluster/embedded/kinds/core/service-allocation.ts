import { parseAddress } from '../../../../core/address.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { kinds } from '../../../../kube/types/kinds.ts';
import { invalid, invalidObject } from '../../api/field-error.ts';
import { refusal } from '../../api/refusals.ts';
import { listOf, record, records } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';
import { type AddressPool, PortPool } from './service-pools.ts';

/** A family of addresses. */
export type Family = 'IPv4' | 'IPv6';

const service = { group: '', kind: kinds.Service.kind };

const familyOf = (address: string): Family => (parseAddress(address)?.family === 6 ? 'IPv6' : 'IPv4');

const withSpec = (object: UnknownObject, spec: Fields): UnknownObject => ({ ...object, spec });

/** Whether a service is reached through the nodes. */
export const hasNodePorts = (spec: Fields): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** Whether nodes tell if they have pods of a service. */
export const needsHealthPort = (spec: Fields): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** Gives addresses and node ports, and remembers what is given. */
export class Allocator {
  readonly #pools: ReadonlyMap<Family, AddressPool>;
  readonly #ports = new PortPool();

  constructor(pools: ReadonlyMap<Family, AddressPool>) {
    this.#pools = pools;
  }

  /** The IP families and their policy, filled in or refused: initIPFamilyFields. */
  withFamilies(object: UnknownObject, old: UnknownObject | undefined): UnknownObject {
    const spec = record(object.spec);
    if (spec.type === 'ExternalName') return object;
    const served = [...this.#pools.keys()];
    const addresses =
      listOf(spec.clusterIPs).length > 0 ? listOf(spec.clusterIPs) : spec.clusterIP ? [String(spec.clusterIP)] : [];
    const headless = addresses[0] === 'None';
    const given = listOf(spec.ipFamilies) as readonly Family[];
    const named: readonly Family[] = given.length > 0 ? given : headless ? [] : addresses.map(familyOf);
    const selectorless = headless && spec.selector === undefined;
    const policy = String(
      spec.ipFamilyPolicy ??
        (selectorless && given.length === 0
          ? 'RequireDualStack'
          : named.length === 2
            ? 'RequireDualStack'
            : 'SingleStack'),
    );
    if (!selectorless) this.#requireServed(object, named, policy, old);
    const primary = named[0] ?? (listOf(record(old?.spec).ipFamilies)[0] as Family | undefined) ?? served[0] ?? 'IPv4';
    const other: Family = primary === 'IPv4' ? 'IPv6' : 'IPv4';
    const wide = policy !== 'SingleStack' && (selectorless || served.length > 1);
    const families = wide
      ? [primary, named[1] ?? other]
      : policy === 'SingleStack'
        ? [primary]
        : named.length > 0
          ? named
          : [primary];
    const clusterIPs = policy === 'SingleStack' ? addresses.slice(0, 1) : addresses;
    return withSpec(object, {
      ...spec,
      ...(clusterIPs.length > 0 ? { clusterIP: clusterIPs[0], clusterIPs } : {}),
      ipFamilies: families,
      ipFamilyPolicy: policy,
    });
  }

  #requireServed(
    object: UnknownObject,
    families: readonly Family[],
    policy: string,
    old: UnknownObject | undefined,
  ): void {
    const errors = families.flatMap((family, index) =>
      this.#pools.has(family) ? [] : [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')],
    );
    const changed = record(old?.spec).ipFamilyPolicy !== policy;
    if (policy === 'RequireDualStack' && this.#pools.size < 2 && changed) {
      errors.push(invalid('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services'));
    }
    if (errors.length > 0) throw invalidObject(service, object.metadata.name, errors);
  }

  /** Gives what is missing and takes what is asked for; what an update no longer needs is free again. */
  allocate(object: UnknownObject, old: UnknownObject | undefined): UnknownObject {
    const before = record(old?.spec);
    let spec = record(object.spec);
    if (spec.type !== 'ExternalName' && listOf(spec.clusterIPs)[0] !== 'None')
      spec = this.#withAddresses(object, spec, before);
    if (hasNodePorts(spec) || records(spec.ports).some(({ nodePort }) => nodePort))
      spec = this.#withPorts(object, spec, before);
    if (needsHealthPort(spec) && !spec.healthCheckNodePort) {
      spec = { ...spec, healthCheckNodePort: this.#nextPort(object, 'TCP', 'spec.healthCheckNodePort') };
    }
    const allocated = withSpec(object, spec);
    if (old) this.release(old, allocated);
    return allocated;
  }

  #withAddresses(object: UnknownObject, spec: Fields, before: Fields): Fields {
    const owned = new Set(listOf(before.clusterIPs));
    const given = listOf(spec.clusterIPs);
    const clusterIPs = listOf(spec.ipFamilies).map((family, index) => {
      const address = given[index];
      if (address !== undefined && owned.has(address)) return address;
      const pool = this.#pools.get(family as Family)!;
      return address === undefined ? nextAddress(object, pool) : takeAddress(object, pool, address, given);
    });
    return { ...spec, clusterIP: clusterIPs[0], clusterIPs };
  }

  #withPorts(object: UnknownObject, spec: Fields, before: Fields): Fields {
    const owned = new Set(records(before.ports).map(({ nodePort, protocol }) => `${protocol}/${nodePort}`));
    const ports = records(spec.ports).map((port, index) => {
      const protocol = String(port.protocol);
      const at = `spec.ports[${index}].nodePort`;
      if (!port.nodePort) return { ...port, nodePort: this.#nextPort(object, protocol, at) };
      if (!owned.has(`${protocol}/${port.nodePort}`)) this.#takePort(object, Number(port.nodePort), protocol, at);
      return port;
    });
    return { ...spec, ports };
  }

  #nextPort(object: UnknownObject, protocol: string, at: string): number {
    const port = this.#ports.next(protocol);
    if (port !== undefined) return port;
    throw refusal(
      500,
      'InternalError',
      `Internal error occurred: failed to allocate a nodePort: range is full (${object.metadata.name}, ${at})`,
    );
  }

  #takePort(object: UnknownObject, port: number, protocol: string, at: string): void {
    const outside = port < this.#ports.first || port > this.#ports.last;
    const why = outside
      ? `provided port is not in the valid range. The range of valid ports is ${this.#ports.first}-${this.#ports.last}`
      : 'provided port is already allocated';
    if (outside || !this.#ports.isFree(port, protocol)) {
      throw invalidObject(service, object.metadata.name, [invalid(at, port, why)]);
    }
    this.#ports.take(port, protocol);
  }

  /** Takes what an object has that was written elsewhere. */
  adopt(object: UnknownObject): void {
    const spec = record(object.spec);
    for (const address of listOf(spec.clusterIPs))
      if (address !== 'None') this.#pools.get(familyOf(address))?.take(address);
    for (const { nodePort, protocol } of records(spec.ports))
      if (nodePort) this.#ports.take(Number(nodePort), String(protocol));
    if (spec.healthCheckNodePort) this.#ports.take(Number(spec.healthCheckNodePort), 'TCP');
  }

  /** Frees what `old` had and `next` has no more. */
  release(old: UnknownObject, next: UnknownObject | undefined): void {
    const [before, now] = [record(old.spec), record(next?.spec)];
    const kept = new Set(listOf(now.clusterIPs));
    for (const address of listOf(before.clusterIPs)) {
      if (address !== 'None' && !kept.has(address)) this.#pools.get(familyOf(address))?.release(address);
    }
    const ports = new Set(records(now.ports).map(({ nodePort, protocol }) => `${protocol}/${nodePort}`));
    for (const { nodePort, protocol } of records(before.ports)) {
      if (nodePort && !ports.has(`${protocol}/${nodePort}`)) this.#ports.release(Number(nodePort), String(protocol));
    }
    const health = before.healthCheckNodePort;
    if (health && health !== now.healthCheckNodePort) this.#ports.release(Number(health), 'TCP');
  }
}

function nextAddress(object: UnknownObject, pool: AddressPool): string {
  const address = pool.next();
  if (address !== undefined) return address;
  throw refusal(
    500,
    'InternalError',
    `Internal error occurred: failed to allocate a serviceIP: range is full (${object.metadata.name})`,
  );
}

function takeAddress(object: UnknownObject, pool: AddressPool, address: string, given: readonly string[]): string {
  const problem = pool.take(address);
  if (problem === undefined) return address;
  const why =
    problem === 'taken'
      ? `failed to allocate IP ${address}: provided IP is already allocated`
      : `failed to allocate IP ${address}: the provided network does not match the current range`;
  throw invalidObject(service, object.metadata.name, [invalid('spec.clusterIPs', given, why)]);
}
