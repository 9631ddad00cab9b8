import type { KindRef, KubeObject } from '../../kube/object.ts';
import type { LabelSelector } from '../../kube/selector.ts';

const of = (kind: string): KindRef => ({ apiVersion: 'metallb.io/v1beta1', kind });

/** MetalLB's own kinds that matter for layer 2. */
export const metallbKinds = {
  IPAddressPool: of('IPAddressPool'),
  L2Advertisement: of('L2Advertisement'),
  BGPAdvertisement: of('BGPAdvertisement'),
  ServiceL2Status: of('ServiceL2Status'),
  ConfigurationState: of('ConfigurationState'),
} as const satisfies Readonly<Record<string, KindRef>>;

/** metallb api/v1beta1/ipaddresspool_types.go */
export type IpAddressPool = KubeObject & {
  readonly spec?: {
    readonly addresses?: readonly string[];
    readonly autoAssign?: boolean;
    readonly avoidBuggyIPs?: boolean;
    readonly serviceAllocation?: {
      readonly priority?: number;
      readonly namespaces?: readonly string[];
      readonly namespaceSelectors?: readonly LabelSelector[];
      readonly serviceSelectors?: readonly LabelSelector[];
    };
  };
  readonly status?: PoolCounters;
};

/** How many addresses of a pool are assigned and available, by family. */
export type PoolCounters = {
  readonly assignedIPv4: number | bigint;
  readonly assignedIPv6: number | bigint;
  readonly availableIPv4: number | bigint;
  readonly availableIPv6: number | bigint;
};

/** metallb api/v1beta1/l2advertisement_types.go */
export type L2Advertisement = KubeObject & {
  readonly spec?: {
    readonly ipAddressPools?: readonly string[];
    readonly ipAddressPoolSelectors?: readonly LabelSelector[];
    readonly nodeSelectors?: readonly LabelSelector[];
    readonly serviceSelectors?: readonly LabelSelector[];
    readonly interfaces?: readonly string[];
  };
};

/** metallb api/v1beta1/servicel2status_types.go */
export type ServiceL2Status = KubeObject & {
  readonly status?: {
    readonly node?: string;
    readonly serviceName?: string;
    readonly serviceNamespace?: string;
    readonly interfaces?: readonly { readonly name?: string }[];
  };
};

const prefixes = { stable: 'metallb.io/', deprecated: 'metallb.universe.tf/' } as const;

/** Prefix of the annotations that MetalLB had before; it still honours them, and says so in an event. */
export const deprecatedPrefix = prefixes.deprecated;

/** Names of the annotations that MetalLB reads and writes on Services, without prefix (metallb controller/service.go). */
export const annotationNames = [
  'address-pool',
  'loadBalancerIPs',
  'allow-shared-ip',
  'ip-allocated-from-pool',
] as const;

export type AnnotationName = (typeof annotationNames)[number];

/** What stands before the names. */
export const annotationPrefixes: readonly string[] = Object.values(prefixes);

/** The annotation under its stable prefix. */
export const annotationKey = (name: AnnotationName): string => `${prefixes.stable}${name}`;

/** Value of an annotation: the stable key wins when it is there, even when empty; undefined when neither is. */
export function annotationOf(object: KubeObject, name: AnnotationName): string | undefined {
  const annotations = object.metadata.annotations ?? {};
  return annotations[`${prefixes.stable}${name}`] ?? annotations[`${prefixes.deprecated}${name}`];
}
