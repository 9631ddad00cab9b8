import { parseAddress } from '../../core/address.ts';
import { compareText } from '../../core/finding.ts';
import type { EndpointSlice, ObjectReference, Service, ServicePort } from '../../kube/types.ts';
import { serviceNameLabel } from './endpoint-slice.ts';

/** One address behind a service port. */
export interface ServiceEndpoint {
  readonly address: string;
  readonly port: number;
  readonly node: string | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** The pod, if it is one. */
  readonly target: ObjectReference | undefined;
}

/** The port of the service by its name or number. */
export const findServicePort = (service: Service, port: string | number): ServicePort | undefined =>
  (service.spec.ports ?? []).find((candidate) => candidate.name === port || candidate.port === port);

/**
 * All endpoints of a service port, in order of address, whatever their state; `family` takes those of one IP family.
 * Nil conditions mean ready and serving (k8s.io/api discovery/v1).
 */
export function selectEndpoints(
  service: Service,
  slices: readonly EndpointSlice[],
  port: string | number,
  family?: 4 | 6,
): readonly ServiceEndpoint[] {
  const wanted = findServicePort(service, port);
  if (!wanted) return [];
  const own = slices.filter(
    ({ metadata, addressType }) =>
      metadata.namespace === service.metadata.namespace &&
      metadata.labels?.[serviceNameLabel] === service.metadata.name &&
      (family === undefined || addressType === (family === 4 ? 'IPv4' : 'IPv6')),
  );
  const found = own.flatMap(({ endpoints, ports }) => {
    // A slice without pods may say null.
    const number = (ports ?? []).find(
      ({ name = '', protocol = 'TCP' }) => name === (wanted.name ?? '') && protocol === (wanted.protocol ?? 'TCP'),
    )?.port;
    if (number === undefined) return [];
    return (endpoints ?? []).flatMap(({ addresses, conditions, nodeName, targetRef }) =>
      addresses.slice(0, 1).map((address) => ({
        address,
        port: number,
        node: nodeName,
        ready: conditions?.ready ?? true,
        serving: conditions?.serving ?? conditions?.ready ?? true,
        terminating: conditions?.terminating ?? false,
        target: targetRef,
      })),
    );
  });
  return found.sort((a, b) => compareText(a.address, b.address) || a.port - b.port);
}

/** Ready endpoints, or while there are none those that still serve though they are ending (pkg/proxy/topology.go CategorizeEndpoints). */
export function usableEndpoints(endpoints: readonly ServiceEndpoint[]): readonly ServiceEndpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter(({ serving, terminating }) => serving && terminating);
}

/** The IP family of an address. */
export const familyOf = (address: string): 4 | 6 | undefined => parseAddress(address)?.family;
