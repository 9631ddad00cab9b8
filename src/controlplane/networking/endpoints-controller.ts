import type { Controller, ControllerContext } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { type EndpointSlice, kinds, type Pod, type Service } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { isNamespaceEnding } from '../kit/pod-control.ts';
import { keeping, requestOf } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';
import { managedByLabel, serviceNameLabel } from './endpoint-slice.ts';
import {
  type Endpoints,
  endpointSubsets,
  endpointsLabels,
  isMirrored,
  mirroredSlices,
  mirroringController,
} from './endpoints.ts';
import { labelKeys, podsOf, type ServiceLookup, selectorKeys, servicesOf } from './service-lookup.ts';
import { createTriggerTimes, triggerAnnotation } from './trigger-times.ts';

/** pkg/controller/endpoint: the core/v1 Endpoints of every service with a selector. */
export function endpointsController(): Controller {
  const lookup: ServiceLookup = { services: createObjectIndex(selectorKeys), pods: createObjectIndex(labelKeys) };
  const times = createTriggerTimes();
  let isUnderWay = false;
  return {
    id: 'kubernetes/endpoints',
    watches: [
      keeping(kinds.Service, lookup.services, (service) => [requestOf(service)]),
      {
        kind: kinds.Pod,
        requests: (event) => {
          const pod = event.object as Pod;
          const before = lookup.pods.get(pod.metadata.name, pod.metadata.namespace);
          lookup.pods.apply(event);
          const moved = before && before.metadata.labels !== pod.metadata.labels ? servicesOf(before, lookup) : [];
          return [...moved, ...servicesOf(pod, lookup)];
        },
      },
      // What is there at the start may be left of a Service that went while nobody looked: checkLeftoverEndpoints.
      { kind: kinds.Endpoints, requests: ({ object }) => (isUnderWay ? [] : [requestOf(object)]) },
    ],
    reconcile: async ({ namespace, name }, { cluster }) => {
      isUnderWay = true;
      const service = await cluster.get<Service>(kinds.Service, name, namespace);
      if (!service) {
        times.forget(namespace, name);
        if (lookup.services.get(name, namespace) === undefined) await removeEndpoints(namespace, name, cluster);
        return undefined;
      }
      if (!service.spec.selector || service.metadata.deletionTimestamp) return undefined;
      const pods = podsOf(service, lookup);
      const trigger = times.next(service, pods);
      const old = await cluster.get<Endpoints>(kinds.Endpoints, name, namespace);
      const subsets = endpointSubsets(service, pods);
      const labels = endpointsLabels(service);
      if (old && sameValue(old.subsets, subsets) && sameValue(old.metadata.labels, labels)) return undefined;
      const { [triggerAnnotation]: _, ...kept } = old?.metadata.annotations ?? {};
      const annotations = trigger === undefined ? kept : { ...kept, [triggerAnnotation]: trigger };
      try {
        if (old) await cluster.update({ ...old, metadata: { ...old.metadata, labels, annotations }, subsets });
        else
          await cluster.create<Endpoints>({
            ...kinds.Endpoints,
            metadata: { name, namespace, labels, annotations },
            subsets,
          });
      } catch (error) {
        if (!isNamespaceEnding(error)) throw error;
      }
      return undefined;
    },
  };
}

async function removeEndpoints(namespace: string, name: string, cluster: ControllerContext['cluster']): Promise<void> {
  try {
    await cluster.delete(kinds.Endpoints, name, namespace);
  } catch (error) {
    if (!isReason(error, 'NotFound')) throw error;
  }
}

/** pkg/controller/endpointslicemirroring: slices for the hand-made endpoints of services without a selector. */
export function endpointMirrorController(): Controller {
  const slices = createObjectIndex<EndpointSlice>(({ metadata }) =>
    metadata.labels?.[managedByLabel] === mirroringController
      ? [`${metadata.namespace}/${metadata.labels[serviceNameLabel]}`]
      : [],
  );
  return {
    id: 'kubernetes/endpoint-slice-mirroring',
    watches: [keeping(kinds.EndpointSlice, slices), { kind: kinds.Service }, { kind: kinds.Endpoints }],
    reconcile: async ({ namespace, name }, context) => {
      const { cluster } = context;
      const present = slices.at(`${namespace}/${name}`);
      const endpoints = await cluster.get<Endpoints>(kinds.Endpoints, name, namespace);
      if (!endpoints && present.length === 0) return undefined;
      const service = await cluster.get<Service>(kinds.Service, name, namespace);
      const mirrors = endpoints && service && !service.spec.selector && isMirrored(endpoints);
      await writeMirrors(mirrors ? mirroredSlices(endpoints) : [], present, slices, context);
      return undefined;
    },
  };
}

async function writeMirrors(
  wanted: readonly EndpointSlice[],
  present: readonly EndpointSlice[],
  slices: ObjectIndex<EndpointSlice>,
  { cluster }: ControllerContext,
): Promise<void> {
  const left = [...present];
  for (const slice of wanted) {
    const at = left.findIndex(
      ({ addressType, ports }) => addressType === slice.addressType && sameValue(ports, slice.ports),
    );
    const [old] = at < 0 ? [] : left.splice(at, 1);
    if (!old) slices.put(await cluster.create(slice));
    else if (!sameValue(old.endpoints, slice.endpoints) || !sameValue(old.metadata.labels, slice.metadata.labels)) {
      const metadata = { ...old.metadata, labels: slice.metadata.labels };
      slices.put(await cluster.update({ ...old, metadata, endpoints: slice.endpoints }));
    }
  }
  for (const slice of left) {
    slices.drop(slice);
    await cluster.delete(kinds.EndpointSlice, slice.metadata.name, slice.metadata.namespace);
  }
}
