import type { UnknownObject } from '../../../kube/object.ts';
import { readPools } from '../allocation/pools.ts';
import { readAdvertisements } from '../announcement/advertisements.ts';
import { type IpAddressPool, type L2Advertisement, metallbKinds } from '../objects.ts';

/** A write that MetalLB's webhooks are asked about. */
export interface AdmissionInput {
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: UnknownObject;
  /** The namespace MetalLB runs in. */
  readonly namespace: string;
  readonly pools: readonly IpAddressPool[];
  readonly advertisements: readonly L2Advertisement[];
}

/**
 * Why MetalLB's webhooks refuse a write, in upstream's words; undefined when they let it pass. The object takes the place of the one with
 * its name, or comes last, so that it is the one blamed (metallb internal/k8s/webhooks/webhookv1beta1).
 */
export function admit(input: AdmissionInput): string | undefined {
  const { operation, object, namespace, pools, advertisements } = input;
  if (operation === 'CREATE' && object.metadata.namespace !== namespace) {
    return `resource must be created in ${namespace} namespace`;
  }
  if (object.kind === metallbKinds.IPAddressPool.kind) {
    const reading = readPools(withWritten(pools, object as IpAddressPool), []);
    return 'error' in reading ? reading.error : undefined;
  }
  if (object.kind !== metallbKinds.L2Advertisement.kind) return undefined;
  const reading = readPools(pools, []);
  if ('error' in reading) return reading.error;
  const all = withWritten(advertisements, object as L2Advertisement);
  const advertised = readAdvertisements(all, reading.pools, []);
  return 'error' in advertised ? advertised.error : undefined;
}

function withWritten<T extends { metadata: { name: string } }>(objects: readonly T[], written: T): readonly T[] {
  const place = objects.findIndex(({ metadata }) => metadata.name === written.metadata.name);
  return place < 0 ? [...objects, written] : objects.with(place, written);
}
