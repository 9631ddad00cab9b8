import { compareText } from '../../../core/finding.ts';
import type { Service } from '../../../kube/types.ts';
import type { AddressBook } from './address-book.ts';
import { type Convergence, converge, currentAddresses } from './convergence.ts';

/** Whether MetalLB handles the Service: its class is the one MetalLB was started for, none by default (metallb internal/k8s/controllers/service_controller.go, filterByLoadBalancerClass). */
export const isHandled = (service: Service, loadBalancerClass: string): boolean =>
  (service.spec.loadBalancerClass ?? '') === loadBalancerClass;

/**
 * The order in which all Services are looked at: those with more addresses first. Upstream leaves the rest open; here the older
 * goes first, then by namespace and name (metallb internal/k8s/controllers/service_controller_reload.go).
 */
export function inProcessingOrder(services: readonly Service[]): readonly Service[] {
  const held = new Map(services.map((service) => [service, currentAddresses(service).length]));
  return [...services].sort(
    (a, b) =>
      held.get(b)! - held.get(a)! ||
      compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
      compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
      compareText(a.metadata.name, b.metadata.name),
  );
}

/** Brings all Services of MetalLB's class to their addresses in one pass; the book is written on. */
export function convergeAll(
  book: AddressBook,
  services: readonly Service[],
  loadBalancerClass: string,
): readonly { readonly service: Service; readonly convergence: Convergence }[] {
  return inProcessingOrder(services)
    .filter((service) => isHandled(service, loadBalancerClass))
    .map((service) => ({ service, convergence: converge(book, service) }));
}
