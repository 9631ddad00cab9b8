import { parseAddress } from '../../core/address.ts';
import { compareText } from '../../core/finding.ts';
import type { KubeObject } from '../../kube/object.ts';
import {
  type Endpoint,
  type EndpointSlice,
  type IpFamily,
  kinds,
  type ObjectReference,
  type Pod,
  type Protocol,
  type Service,
} from '../../kube/types.ts';
import { controllerReference } from '../kit/ownership.ts';
import { isFinished, isReady } from '../kubelet/pod.ts';
import { addressesOf } from '../kubelet/pod-address.ts';
import { managedByLabel, serviceFamilies, serviceNameLabel, slicePortsOf } from './endpoint-slice.ts';
import { sortSubsetPorts } from './port-order.ts';

export interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
}

interface SubsetPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: Protocol;
  readonly appProtocol?: string;
}

export interface EndpointSubset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly SubsetPort[];
}

/** core/v1 Endpoints. */
export interface Endpoints extends KubeObject {
  readonly subsets?: readonly EndpointSubset[];
}

export const endpointsManagedLabel = 'endpoints.kubernetes.io/managed-by';
const headlessLabel = 'service.kubernetes.io/headless';
export const mirroringController = 'endpointslicemirroring-controller.k8s.io';

const isFamily = (text: string, family: IpFamily): boolean =>
  parseAddress(text)?.family === (family === 'IPv4' ? 4 : 6);

/** The subsets of a service's Endpoints: its pods of the primary family by their ports (pkg/controller/endpoint/endpoints_controller.go). */
export function endpointSubsets(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const family = serviceFamilies(service)[0] ?? 'IPv4';
  const publish = service.spec.publishNotReadyAddresses === true;
  const subsets = new Map<
    string,
    { ready: EndpointAddress[]; unready: EndpointAddress[]; ports: readonly SubsetPort[] }
  >();
  for (const pod of pods) {
    const ip = addressesOf(pod).find((address) => isFamily(address, family));
    if (ip === undefined || isFinished(pod) || (pod.metadata.deletionTimestamp && !publish)) continue;
    const ports = sortSubsetPorts(
      slicePortsOf(service, pod).map(({ name, ...port }) => ({ ...(name ? { name } : {}), ...port, port: port.port! })),
    );
    if (ports.length === 0 && (service.spec.ports ?? []).length > 0) continue;
    const { name, namespace, uid } = pod.metadata;
    const address = { ip, nodeName: pod.spec.nodeName, targetRef: { kind: 'Pod', namespace, name, uid } };
    const key = JSON.stringify(ports);
    const subset = subsets.get(key) ?? { ready: [], unready: [], ports };
    subsets.set(key, subset);
    (publish || isReady(pod) ? subset.ready : subset.unready).push(address);
  }
  return [...subsets.values()].map(({ ready, unready, ports }) => ({
    ...(ready.length > 0 ? { addresses: ready.sort(byAddress) } : {}),
    ...(unready.length > 0 ? { notReadyAddresses: unready.sort(byAddress) } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  }));
}

const byAddress = (a: EndpointAddress, b: EndpointAddress): number =>
  compareText(a.ip, b.ip) || compareText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');

/** The labels of a service's Endpoints. */
export function endpointsLabels(service: Service): Readonly<Record<string, string>> {
  const headless = !service.spec.clusterIP || service.spec.clusterIP === 'None';
  return {
    ...service.metadata.labels,
    ...(headless ? { [headlessLabel]: '' } : {}),
    [endpointsManagedLabel]: 'endpoint-controller',
  };
}

/** Whether hand-made endpoints of a service without selector get slices (pkg/controller/endpointslicemirroring/utils.go shouldMirror). */
export const isMirrored = ({ metadata }: Endpoints): boolean =>
  metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] !== 'true' &&
  metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined;

/** The slices that mirror hand-made endpoints: one a subset and family. */
export function mirroredSlices(endpoints: Endpoints): readonly EndpointSlice[] {
  const { name, namespace, labels } = endpoints.metadata;
  const own = Object.entries(labels ?? {}).filter(([key]) => key !== headlessLabel && key !== endpointsManagedLabel);
  const made = { ...Object.fromEntries(own), [serviceNameLabel]: name, [managedByLabel]: mirroringController };
  return (endpoints.subsets ?? []).flatMap((subset) =>
    (['IPv4', 'IPv6'] as const).flatMap((addressType): readonly EndpointSlice[] => {
      const found = [
        ...mirror(subset.addresses, addressType, true),
        ...mirror(subset.notReadyAddresses, addressType, false),
      ];
      if (found.length === 0) return [];
      const metadata = {
        name: '',
        generateName: `${name}-`,
        namespace,
        labels: made,
        ownerReferences: [controllerReference(endpoints, kinds.Endpoints)],
      };
      const ports = (subset.ports ?? []).map(
        (port) => ({ ...port, name: port.name ?? '', protocol: port.protocol ?? 'TCP' }) as const,
      );
      return [{ ...kinds.EndpointSlice, metadata, addressType, endpoints: found, ports }];
    }),
  );
}

const mirror = (
  addresses: readonly EndpointAddress[] | undefined,
  family: IpFamily,
  ready: boolean,
): readonly Endpoint[] =>
  (addresses ?? [])
    .filter(({ ip }) => isFamily(ip, family))
    .map(({ ip, hostname, nodeName, targetRef }) => ({
      addresses: [ip],
      conditions: { ready },
      ...(hostname ? { hostname } : {}),
      ...(nodeName ? { nodeName } : {}),
      ...(targetRef ? { targetRef } : {}),
    }));
