import type { Controller, ControllerContext, Request } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { matchesLabels } from '../../kube/selector.ts';
import { type EndpointSlice, kinds, type Node, type Pod, type Service } from '../../kube/types.ts';
import { createObjectIndex, type ObjectIndex } from './object-index.ts';
import { isNamespaceEnding } from './pod-control.ts';
import {
  managedByLabel,
  reconcileSlices,
  selectedPods,
  serviceNameLabel,
  sliceController,
} from './semantics-endpoint-slice.ts';

/** One key a label, so that a pod finds its services and a service its pods without looking at all. */
export const labelKeys = (object: Pod): readonly string[] =>
  Object.entries(object.metadata.labels ?? {}).map(([key, value]) => `${object.metadata.namespace}/${key}=${value}`);

/** The key of the selector's first pair. */
export function selectorKeys(service: Service): readonly string[] {
  const [first] = Object.entries(service.spec.selector ?? {});
  return first ? [`${service.metadata.namespace}/${first[0]}=${first[1]}`] : [];
}

const sliceKeys = ({ metadata }: EndpointSlice): readonly string[] =>
  metadata.labels?.[managedByLabel] === sliceController
    ? [`${metadata.namespace}/${metadata.labels[serviceNameLabel]}`]
    : [];

/** Services and pods, each found from the other by labels. */
export interface ServiceLookup {
  readonly services: ObjectIndex<Service>;
  readonly pods: ObjectIndex<Pod>;
}

/** The services whose selector matches the pod. */
export function servicesOf(pod: Pod, { services }: ServiceLookup): readonly Request[] {
  const found = labelKeys(pod).flatMap((key) => services.at(key));
  return found
    .filter(({ spec }) => matchesLabels(spec.selector, pod.metadata.labels))
    .map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name }));
}

/** The pods the service selects, in order of name. */
export function podsOf(service: Service, { pods }: ServiceLookup): readonly Pod[] {
  const [key] = selectorKeys(service);
  return key === undefined ? [] : selectedPods(service, pods.at(key));
}

/** pkg/controller/endpointslice: the slices of every service with a selector. */
export function endpointSliceController(): Controller {
  const lookup: ServiceLookup = { services: createObjectIndex(selectorKeys), pods: createObjectIndex(labelKeys) };
  const slices = createObjectIndex<EndpointSlice>(sliceKeys);
  const nodes = createObjectIndex<Node>();
  return {
    id: 'kubernetes/endpoint-slice',
    watches: [
      {
        kind: kinds.Node,
        requests: (event) => {
          nodes.apply(event);
          return [];
        },
      },
      {
        kind: kinds.Service,
        requests: (event) => {
          lookup.services.apply(event);
          return [{ namespace: event.object.metadata.namespace ?? '', name: event.object.metadata.name }];
        },
      },
      {
        kind: kinds.Pod,
        requests: (event) => {
          const pod = event.object as unknown as Pod;
          const before = lookup.pods.get(pod.metadata.name, pod.metadata.namespace);
          lookup.pods.apply(event);
          const moved = before && before.metadata.labels !== pod.metadata.labels ? servicesOf(before, lookup) : [];
          return [...moved, ...servicesOf(pod, lookup)];
        },
      },
      {
        kind: kinds.EndpointSlice,
        requests: (event) => {
          const slice = event.object as unknown as EndpointSlice;
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
      if (!service?.spec.selector || service.spec.type === 'ExternalName') return undefined;
      const existing = slices.at(`${namespace}/${name}`);
      const changes = reconcileSlices(service, podsOf(service, lookup), existing, (node) => nodes.get(node));
      await writeSlices(changes, slices, context);
      return undefined;
    },
  };
}

async function writeSlices(
  { create, update, remove }: ReturnType<typeof reconcileSlices>,
  slices: ObjectIndex<EndpointSlice>,
  { cluster }: ControllerContext,
): Promise<void> {
  for (const slice of create) {
    try {
      slices.put(await cluster.create(slice));
    } catch (error) {
      if (!isNamespaceEnding(error)) throw error;
    }
  }
  for (const slice of update) slices.put(await cluster.update(slice));
  for (const slice of remove) {
    try {
      await cluster.delete(kinds.EndpointSlice, slice.metadata.name, slice.metadata.namespace);
    } catch (error) {
      if (!isReason(error, 'NotFound')) throw error;
    }
    slices.drop(slice);
  }
}
