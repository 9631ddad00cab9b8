import { type Address, parseAddress, printAddress } from '../../../core/address.ts';
import { compareText } from '../../../core/finding.ts';
import type { Service } from '../../../kube/types.ts';
import { annotationKey, annotationOf } from '../annotations.ts';
import { type Family, familyOf } from './family.ts';
import { quote } from './go-text.ts';

/** What the allocator needs to know of a service. */
export interface AddressRequest {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** E.g. `TCP/80`. */
  readonly ports: readonly string[];
  /** Value of the sharing annotation; empty never shares. */
  readonly sharingKey: string;
  /** Who answers behind the service: empty for policy Cluster, the selector for Local. */
  readonly backendKey: string;
}

/** What a service claims (metallb internal/allocator/k8salloc/k8salloc.go). */
export function addressRequestOf(service: Service): AddressRequest {
  const { name, namespace = '', labels } = service.metadata;
  const { ports = [], selector = {}, externalTrafficPolicy } = service.spec;
  const pairs = Object.keys(selector).sort(compareText);
  return {
    key: `${namespace}/${name}`,
    namespace,
    labels,
    ports: ports.map(({ protocol = 'TCP', port }) => `${protocol}/${port}`),
    sharingKey: annotationOf(service, 'allow-shared-ip') ?? '',
    backendKey: externalTrafficPolicy === 'Local' ? pairs.map((key) => `${key}=${selector[key]}`).join(',') : '',
  };
}

/** The addresses a service asks for: none, or one or two of a family. */
export type RequestReading =
  | { readonly addresses: readonly Address[]; readonly family: Family | undefined }
  | { readonly error: string };

/** Reads the requested addresses: annotation or `spec.loadBalancerIP`, never both (metallb controller/service.go, getDesiredLbIPs). */
export function requestedAddresses(service: Service): RequestReading {
  const annotation = annotationOf(service, 'loadBalancerIPs') ?? '';
  const field = service.spec.loadBalancerIP ?? '';
  const name = annotationKey('loadBalancerIPs');
  if (annotation && field) return { error: `service can not have both ${name} and svc.Spec.LoadBalancerIP` };
  if (!annotation && !field) return { addresses: [], family: undefined };
  const texts = field ? [field] : annotation.split(',').map((text) => text.trim());
  const addresses = texts.map(parseAddress);
  if (!addresses.every((address) => address !== undefined)) {
    return { error: field ? `invalid spec.loadBalancerIP ${quote(field)}` : `invalid ${name}: ${quote(annotation)}` };
  }
  const family = familyOf(addresses.map(printAddress));
  return 'error' in family ? family : { addresses, family: family.family };
}
