import type { Problem, RuleInput } from '../../check/rule.ts';
import { type Address, includes, parseAddress } from '../../core/address.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { Service } from '../../kube/types.ts';
import { type Cidr, parsePoolAddresses } from './allocation/addresses.ts';
import { isHandled } from './allocation/services.ts';
import { type AnnotationName, annotationKey, deprecatedPrefix } from './annotations.ts';
import type { IpAddressPool, L2Advertisement } from './objects.ts';

/** An object of a repository with its type. */
export interface Sourced<T> {
  readonly object: T;
  readonly on: SourcedObject;
}

const typed = <T>(sourced: readonly SourcedObject[]): readonly Sourced<T>[] =>
  sourced.map((on) => ({ object: on.object as T, on }));

/** The address pools of a repository. */
export const poolsOf = (input: RuleInput): readonly Sourced<IpAddressPool>[] =>
  typed<IpAddressPool>(input.ofKind('IPAddressPool', 'metallb.io'));

/** The layer-2 advertisements of a repository. */
export const advertisementsOf = (input: RuleInput): readonly Sourced<L2Advertisement>[] =>
  typed<L2Advertisement>(input.ofKind('L2Advertisement', 'metallb.io'));

/** The LoadBalancer Services of a repository that name no class: MetalLB's, unless it was started for another. */
export const balancersOf = (input: RuleInput): readonly Sourced<Service>[] =>
  typed<Service>(input.ofKind('Service', '')).filter(
    ({ object }) => object.spec?.type === 'LoadBalancer' && isHandled(object, ''),
  );

/** The blocks of a pool, each with the index of the entry it is from; entries that cannot be read give none. */
export function blocksOfPool({ spec }: IpAddressPool): readonly { readonly cidr: Cidr; readonly entry: number }[] {
  return (spec?.addresses ?? []).flatMap((text, entry) => {
    const parsed = parsePoolAddresses(text);
    return 'cidrs' in parsed ? parsed.cidrs.map((cidr) => ({ cidr, entry })) : [];
  });
}

/** Whether a pool holds the address. */
export const holds = (pool: IpAddressPool, address: Address): boolean =>
  blocksOfPool(pool).some(({ cidr }) => includes(cidr, address));

/** The addresses a Service asks for that can be read. */
export function askedAddresses(service: Service): readonly Address[] {
  const { path, text } = askedText(service) ?? {};
  if (path === undefined || text === undefined) return [];
  return text.split(',').flatMap((part) => parseAddress(part.trim()) ?? []);
}

/** Where a Service asks for addresses, and what stands there. */
export function askedText(
  service: Service,
): { readonly path: NonNullable<Problem['path']>; readonly text: string } | undefined {
  const place = annotationPlace(service, 'loadBalancerIPs');
  if (place?.text) return place;
  const { loadBalancerIP } = service.spec;
  return loadBalancerIP ? { path: ['spec', 'loadBalancerIP'], text: loadBalancerIP } : undefined;
}

/** Where an annotation of MetalLB stands on a Service, under its stable or its old prefix, and its value. */
export function annotationPlace(
  { metadata }: Service,
  name: AnnotationName,
): { readonly path: NonNullable<Problem['path']>; readonly text: string } | undefined {
  for (const key of [annotationKey(name), `${deprecatedPrefix}${name}`]) {
    const text = metadata.annotations?.[key];
    if (text !== undefined) return { path: ['metadata', 'annotations', key], text };
  }
  return undefined;
}
