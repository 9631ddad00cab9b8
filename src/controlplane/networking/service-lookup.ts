import type { Request } from '../../cluster/controller.ts';
import { matchesLabels } from '../../kube/selector.ts';
import type { Pod, Service } from '../../kube/types.ts';
import type { ObjectIndex } from '../kit/object-index.ts';
import { selectedPods } from './endpoint-slice.ts';

/** One key a label, so that a pod finds its services and a service its pods without looking at all. */
export const labelKeys = (object: Pod): readonly string[] =>
  Object.entries(object.metadata.labels ?? {}).map(([key, value]) => `${object.metadata.namespace}/${key}=${value}`);

/** The key of the selector's first pair. */
export function selectorKeys(service: Service): readonly string[] {
  const [first] = Object.entries(service.spec.selector ?? {});
  return first ? [`${service.metadata.namespace}/${first[0]}=${first[1]}`] : [];
}

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
