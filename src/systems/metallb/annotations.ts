import type { KubeObject } from '../../kube/object.ts';

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
