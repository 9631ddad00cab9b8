import type { Controller } from '../../cluster/controller.ts';
import { classController } from './classes/class-controller.ts';
import { failoverController } from './failover/failover-controller.ts';
import { placementController } from './room/placement-controller.ts';

/** What Longhorn does to objects while it runs. */
export const longhornControllers = (): readonly Controller[] => [
  classController(),
  failoverController(),
  placementController(),
];
