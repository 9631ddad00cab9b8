import { createObjectIndex, type ObjectIndex } from '../../../controlplane/kit/object-index.ts';
import type { EndpointSlice } from '../../../kube/types.ts';
import type { ServiceL2Status } from '../objects.ts';
import type { RunningSpeakers } from '../running.ts';
import type { ElectionInput } from './election.ts';

/** What all speakers know together. */
export interface SpeakerMemory {
  speakers: RunningSpeakers | undefined;
  /** What elections rest on; undefined before the first valid configuration. */
  input: ElectionInput | undefined;
  /** The configuration in force and the members, as text. */
  known: string | undefined;
  /** When a node was first seen dead, in milliseconds since the epoch: until they notice, the others count on it. */
  readonly deadSince: Map<string, number>;
  /** What was announced last, by Service. */
  readonly announced: Map<string, string>;
  /** By Service. */
  readonly slices: ObjectIndex<EndpointSlice>;
  /** By Service. */
  readonly statuses: ObjectIndex<ServiceL2Status>;
}

const serviceLabel = 'kubernetes.io/service-name';

/** Labels of a ServiceL2Status (metallb internal/k8s/controllers/layer2_status_controller.go). */
export const statusLabels = {
  node: 'metallb.io/node',
  name: 'metallb.io/service-name',
  namespace: 'metallb.io/service-namespace',
} as const;

/** `namespace/name` of the Service a slice belongs to. */
export function serviceOfSlice({ metadata }: { metadata: EndpointSlice['metadata'] }): string | undefined {
  const name = metadata.labels?.[serviceLabel];
  return name === undefined ? undefined : `${metadata.namespace ?? ''}/${name}`;
}

/** `namespace/name` of the Service a ServiceL2Status tells of. */
export function serviceOfStatus({ metadata }: ServiceL2Status): string {
  return `${metadata.labels?.[statusLabels.namespace] ?? ''}/${metadata.labels?.[statusLabels.name] ?? ''}`;
}

/** The memory of speakers that have just started. */
export const freshSpeakerMemory = (): SpeakerMemory => ({
  speakers: undefined,
  input: undefined,
  known: undefined,
  deadSince: new Map(),
  announced: new Map(),
  slices: createObjectIndex<EndpointSlice>((slice) => [serviceOfSlice(slice) ?? '']),
  statuses: createObjectIndex<ServiceL2Status>((status) => [serviceOfStatus(status)]),
});
