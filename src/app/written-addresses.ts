import type { Hop } from '../cluster/network.ts';
import { includes, parseAddress, parseRange } from '../core/address.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { groupOf, printRef, type UnknownObject } from '../kube/object.ts';

/** Annotations by which an address is asked for, of whoever gives it. */
const asking: Readonly<Record<string, string>> = {
  'lbipam.cilium.io/ips': 'Cilium',
  'io.cilium/lb-ipam-ips': 'Cilium',
  'kube-vip.io/loadbalancerIPs': 'kube-vip',
};

/** An address that is asked for in an object, and by what. */
interface Asked {
  readonly address: string;
  readonly by: string;
}

const fieldsOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
const textsOf = (text: unknown): readonly string[] =>
  typeof text === 'string'
    ? text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => parseAddress(part))
    : [];

/** Addresses that a Service of type LoadBalancer, or a Gateway, asks for. */
export function askedAddresses({ metadata, spec }: UnknownObject): readonly Asked[] {
  const fields = fieldsOf(spec);
  const places = [fieldsOf(metadata.annotations), fieldsOf(fieldsOf(fields.infrastructure).annotations)];
  const annotated = places.flatMap((place) =>
    Object.entries(place).flatMap(([key, text]) =>
      key in asking || key.endsWith('/loadBalancerIPs') ? textsOf(text).map((address) => ({ address, by: key })) : [],
    ),
  );
  const listed = Array.isArray(fields.addresses) ? fields.addresses.filter(isJsonObject) : [];
  const found = [
    ...annotated,
    ...textsOf(fields.loadBalancerIP).map((address) => ({ address, by: 'spec.loadBalancerIP' })),
    ...listed.flatMap(({ value }) => textsOf(value).map((address) => ({ address, by: 'spec.addresses' }))),
  ];
  return [...new Map(found.map((each) => [each.address, each])).values()];
}

/** Pools of addresses that a load balancer other than MetalLB gives Services theirs from, as ranges. */
export function writtenPools(
  objects: readonly UnknownObject[],
): readonly { readonly name: string; readonly ranges: readonly string[] }[] {
  const cilium = objects.filter(
    ({ apiVersion, kind }) => kind === 'CiliumLoadBalancerIPPool' && groupOf(apiVersion) === 'cilium.io',
  );
  const kubeVip = objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'kubevip');
  return [
    ...cilium.map((object) => ({ name: printRef(object), ranges: blocksOf(fieldsOf(object.spec)) })),
    // cloud-provider of kube-vip: a network or range for all, or for a namespace.
    ...kubeVip.map((object) => ({
      name: printRef(object),
      ranges: Object.entries(fieldsOf(object.data)).flatMap(([key, text]) =>
        /^(cidr|range)-/.test(key) && typeof text === 'string' ? text.split(',').map((part) => part.trim()) : [],
      ),
    })),
  ];
}

/** Blocks of a pool of Cilium (cilium pkg/k8s/apis/cilium.io/v2 CiliumLoadBalancerIPPoolSpec); `cidrs` was their name before 1.15. */
function blocksOf({ blocks, cidrs }: JsonObject): readonly string[] {
  const all = [blocks, cidrs].flatMap((list) => (Array.isArray(list) ? list.filter(isJsonObject) : []));
  return all.flatMap(({ cidr, start, stop }) =>
    typeof cidr === 'string'
      ? [cidr]
      : typeof start === 'string'
        ? [`${start}-${typeof stop === 'string' ? stop : start}`]
        : [],
  );
}

/** Pools that hold an address, by name. */
export function poolsWith(address: string, objects: readonly UnknownObject[]): readonly string[] {
  const wanted = parseAddress(address);
  const holds = (text: string) => {
    const range = parseRange(text);
    return wanted !== undefined && range !== undefined && includes(range, wanted);
  };
  return writtenPools(objects).flatMap(({ name, ranges }) => (ranges.some(holds) ? [name] : []));
}

/** The address that an object asks for, a hop each; who answers there is not known. */
export const addressHops = (object: UnknownObject, objects: readonly UnknownObject[]): readonly Hop[] =>
  askedAddresses(object).map(({ address, by }) => {
    const pools = poolsWith(address, objects);
    const asked = asking[by];
    const held =
      pools.length > 0
        ? `${pools.join(' and ')} hold${pools.length > 1 ? '' : 's'} it`
        : 'no pool in the files is known to hold it';
    return {
      at: 'address',
      decision: `${printRef(object)} asks for ${address}`,
      reason: `by ${by}; ${held}; who announces it${asked === undefined ? '' : `, with ${asked},`} is not known`,
      source: 'the objects; load balancers other than MetalLB and servicelb are not modelled',
    };
  });
