import { labelKeyFaults } from '../../../../kube/label-rules.ts';
import { invalid } from '../../api/field-error.ts';
import type { Errors } from './checks.ts';

const wholeNames =
  'pods resourcequotas services replicationcontrollers secrets configmaps persistentvolumeclaims services.nodeports services.loadbalancers';

/** Resources of containers, as quotas call them. */
export const computeNames =
  'cpu memory ephemeral-storage requests.cpu requests.memory requests.ephemeral-storage limits.cpu limits.memory limits.ephemeral-storage';

/** Resources that are counted in whole numbers. */
export const wholeResources = new Set(wholeNames.split(' '));

/** Resources without a domain that a quota can count. */
export const quotaNames = new Set(`${wholeNames} ${computeNames} requests.storage`.split(' '));

const standardNames = new Set([...quotaNames, 'storage']);

/** Whether a resource is of huge pages. */
export const isHuge = (name: string): boolean => /^(requests\.)?hugepages-/.test(name);

/** validateResourceName */
export function resourceNameErrors(name: string, at: string): Errors {
  const faults = labelKeyFaults(name);
  if (faults.length > 0) return faults.map((text) => invalid(at, name, text));
  if (name.includes('/') || standardNames.has(name) || isHuge(name)) return [];
  return [invalid(at, name, 'must be a standard resource type or fully qualified')];
}
