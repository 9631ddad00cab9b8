import { parseAddress } from '../../../core/address.ts';
import { compareText } from '../../../core/finding.ts';
import { isTrue } from '../../../kube/object.ts';
import type { EndpointSlice, Node, Pod, Service } from '../../../kube/types.ts';
import { isLocal } from './daemon-set.ts';

/** What the addresses of a Service come from. */
export interface StatusInput {
  readonly service: Service;
  /** Pods of its DaemonSet. */
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  /** Slices of the Service. */
  readonly slices: readonly EndpointSlice[];
}

/** Nodes on which a pod of servicelb serves the Service. Upstream: pkg/cloudprovider/servicelb.go getStatus, podIPs. */
export function servingNodes({ service, pods, nodes, slices }: StatusInput): readonly Node[] {
  const local = isLocal(service) ? nodesWithEndpoints(slices) : undefined;
  const names = new Set(
    pods
      .filter((pod) => pod.spec.nodeName && pod.status?.podIP && isTrue(pod, 'Ready'))
      .map(({ spec }) => spec.nodeName ?? '')
      .filter((name) => local?.has(name) ?? true),
  );
  return nodes.filter(({ metadata }) => names.has(metadata.name));
}

const nodesWithEndpoints = (slices: readonly EndpointSlice[]): ReadonlySet<string> =>
  new Set(
    slices.flatMap(({ endpoints }) =>
      (endpoints ?? []).flatMap(({ targetRef, conditions, nodeName }) =>
        targetRef?.kind === 'Pod' && conditions?.ready === true ? (nodeName ?? []) : [],
      ),
    ),
  );

const addressesOf = (node: Node, wanted: string): readonly string[] =>
  (node.status?.addresses ?? []).filter(({ type }) => type === wanted).map(({ address }) => address);

/**
 * Addresses that the Service gets: external ones of those nodes if any of them has one, else the internal ones; by family in the order of
 * the Service. Upstream: podIPs, filterByIPFamily.
 */
export function addressesFor(input: StatusInput): readonly string[] {
  const serving = servingNodes(input);
  const external = serving.flatMap((node) => addressesOf(node, 'ExternalIP'));
  const all = external.length > 0 ? external : serving.flatMap((node) => addressesOf(node, 'InternalIP'));
  const sorted = [...new Set(all)].sort(compareText);
  return (input.service.spec.ipFamilies ?? []).flatMap((family) =>
    sorted.filter((address) => parseAddress(address)?.family === (family === 'IPv6' ? 6 : 4)),
  );
}
