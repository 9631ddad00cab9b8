import { hash } from 'node:crypto';
import type { Node, Pod } from '../../kube/types.ts';
import type { ObjectIndex } from '../kit/object-index.ts';
import { addressesOf, nextAddress, nodeAddresses, podNetworks } from './pod-address.ts';
import type { PodPlan } from './pod-plan.ts';
import type { PodHome } from './pod-status.ts';

/** What a kubelet remembers of a pod beside the pod itself. */
export interface PodMemory {
  plan?: PodPlan;
  home?: PodHome;
  /** Up to when events have been told, in milliseconds since the epoch. */
  toldUntil: number;
  /** When the containers will have stopped. */
  stoppedAt?: number;
  /** The machine went down and up again: what ran has to be started anew. */
  rebooted: boolean;
  /** When its processes ended by themselves, in milliseconds since the epoch, until that is seen; Infinity while they are started anew. */
  crashedAt?: number | undefined;
  /** The pod as it was last reported, and when its status changes next by itself; Infinity for never. */
  reported?: { readonly pod: Pod; readonly next: number } | undefined;
  /** Attempts that failed for want of a referenced object. */
  attempts: number;
}

export const newMemory = (): PodMemory => ({ toldUntil: Number.NEGATIVE_INFINITY, rebooted: false, attempts: 0 });

const digest = (text: string): string => hash('sha256', text);

/** Images by their digests: many pods run the same. */
const digests = new Map<string, string>();
const mostDigests = 1000;

function imageDigest(image: string): string {
  const known = digests.get(image);
  if (known !== undefined) return known;
  if (digests.size >= mostDigests) digests.clear();
  const made = digest(image);
  digests.set(image, made);
  return made;
}

/** Ids as a container runtime prints them, made from names so that they repeat. */
export const idsOf = (pod: Pod) => (container: string, restarts: number) => {
  const image = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(
    ({ name }) => name === container,
  )?.image;
  return {
    containerID: `containerd://${digest(`${pod.metadata.uid}/${container}/${restarts}`)}`,
    imageID: `sha256:${imageDigest(image ?? '')}`,
  };
};

/** Hands out pod addresses, node by node. */
export function createAddressBook(pods: ObjectIndex<Pod>): (pod: Pod, node: Node) => PodHome {
  const last = new Map<string, string>();
  /** By node: addresses given to pods whose status does not show them yet, and the pods' uids. */
  const reservedOn = new Map<string, Map<string, string>>();
  return (pod, node) => {
    const hostAddresses = nodeAddresses(node);
    const present = addressesOf(pod);
    if (present.length > 0) return { hostAddresses, podAddresses: present };
    if (pod.spec.hostNetwork) return { hostAddresses, podAddresses: hostAddresses };
    const { name } = node.metadata;
    const reserved = reservedOn.get(name) ?? new Map<string, string>();
    reservedOn.set(name, reserved);
    const taken = new Set(pods.at(`node:${name}`).flatMap(addressesOf));
    for (const [address, uid] of reserved) {
      if (taken.has(address)) reserved.delete(address);
      else if (uid !== pod.metadata.uid) taken.add(address);
    }
    const podAddresses = podNetworks(node).flatMap((network) => {
      const address = nextAddress(network, (candidate) => taken.has(candidate), last.get(network));
      if (address === undefined) return [];
      last.set(network, address);
      reserved.set(address, pod.metadata.uid ?? '');
      return [address];
    });
    return { hostAddresses, podAddresses };
  };
}
