import type { Controller, ControllerContext } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { type EndpointSlice, kinds, type Node, type Pod, type Service } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from '../kit/object-index.ts';
import { isNamespaceEnding } from '../kit/pod-control.ts';
import { keeping, requestOf } from '../kit/requests.ts';
import { managedByLabel, reconcileSlices, serviceNameLabel, sliceController } from './endpoint-slice.ts';
import { labelKeys, podsOf, type ServiceLookup, selectorKeys, servicesOf } from './service-lookup.ts';
import { createTriggerTimes, triggerAnnotation } from './trigger-times.ts';

const sliceKeys = ({ metadata }: EndpointSlice): readonly string[] =>
  metadata.labels?.[managedByLabel] === sliceController
    ? [`${metadata.namespace}/${metadata.labels[serviceNameLabel]}`]
    : [];

/** pkg/controller/endpointslice: the slices of every service with a selector. */
export function endpointSliceController(): Controller {
  const lookup: ServiceLookup = { services: createObjectIndex(selectorKeys), pods: createObjectIndex(labelKeys) };
  const slices = createObjectIndex<EndpointSlice>(sliceKeys);
  const nodes = createObjectIndex<Node>();
  const times = createTriggerTimes();
  return {
    id: 'kubernetes/endpoint-slice',
    watches: [
      keeping(kinds.Node, nodes),
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
      {
        kind: kinds.EndpointSlice,
        requests: (event) => {
          const slice = event.object as EndpointSlice;
          const known = slices.get(slice.metadata.name, slice.metadata.namespace);
          slices.apply(event);
          const name = slice.metadata.labels?.[serviceNameLabel];
          const own = event.type !== 'DELETED' && known?.metadata.resourceVersion === slice.metadata.resourceVersion;
          return name === undefined || own ? [] : [{ namespace: slice.metadata.namespace ?? '', name }];
        },
      },
    ],
    reconcile: async ({ namespace, name }, context) => {
      const service = await context.cluster.get<Service>(kinds.Service, name, namespace);
      if (!service) times.forget(namespace, name);
      if (!service?.spec.selector || service.spec.type === 'ExternalName') return undefined;
      const existing = slices.at(`${namespace}/${name}`);
      const pods = podsOf(service, lookup);
      const changes = reconcileSlices(service, pods, existing, (node) => nodes.get(node));
      await writeSlices(changes, times.next(service, pods), slices, context);
      return undefined;
    },
  };
}

async function writeSlices(
  { create, update, remove }: ReturnType<typeof reconcileSlices>,
  trigger: string | undefined,
  slices: ObjectIndex<EndpointSlice>,
  { cluster }: ControllerContext,
): Promise<void> {
  for (const slice of create) {
    try {
      slices.put(await cluster.create(withTrigger(slice, trigger)));
    } catch (error) {
      if (!isNamespaceEnding(error)) throw error;
    }
  }
  for (const slice of update) slices.put(await cluster.update(withTrigger(slice, trigger)));
  for (const slice of remove) {
    try {
      await cluster.delete(kinds.EndpointSlice, slice.metadata.name, slice.metadata.namespace);
    } catch (error) {
      if (!isReason(error, 'NotFound')) throw error;
    }
    slices.drop(slice);
  }
}

function withTrigger(slice: EndpointSlice, trigger: string | undefined): EndpointSlice {
  const { [triggerAnnotation]: _, ...kept } = slice.metadata.annotations ?? {};
  const annotations = trigger === undefined ? kept : { ...kept, [triggerAnnotation]: trigger };
  return { ...slice, metadata: { ...slice.metadata, annotations } };
}
