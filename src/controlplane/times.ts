import type { KubeletTimes } from './kubelet/pod-plan.ts';
import { monitorSeconds } from './nodes/node-conditions.ts';

/** How long things take that no object says, in seconds. */
export interface ControlPlaneTimes extends KubeletTimes {
  /** Until a provisioner has made the volume of a claim. */
  readonly volumeProvision: number;
  /** Until a driver has attached a volume to a node. */
  readonly volumeAttach: number;
  /** Between two looks of the node controller at the nodes. */
  readonly nodeLook?: number;
}

/** What is taken where the caller says nothing else. */
export const usualTimes: ControlPlaneTimes = {
  imagePull: 8,
  containerStart: 1,
  appStart: 1,
  runToCompletion: 3,
  termination: 1,
  volumeProvision: 5,
  volumeAttach: 5,
  nodeLook: monitorSeconds,
  crashNotice: 1,
};
