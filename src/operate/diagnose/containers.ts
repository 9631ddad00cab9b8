import type { ContainerStatus, Pod } from '../../kube/types.ts';

/** The containers of a pod with their statuses, those that run first before the others, as a kubelet starts them. */
export const containersOf = ({ status }: Pod): readonly ContainerStatus[] => [
  ...(status?.initContainerStatuses ?? []),
  ...(status?.containerStatuses ?? []),
];

/** Reason and message of a container that waits; undefined when it does not. */
export const waitingOf = ({
  state,
}: ContainerStatus): { readonly reason: string; readonly message: string } | undefined =>
  state?.waiting && { reason: state.waiting.reason ?? '', message: state.waiting.message ?? '' };

/** Whether a pod is meant to run: not on its way out, and not at its end. */
export const isMeantToRun = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded';
