import type { Controller } from '../../cluster/controller.ts';
import { kinds } from '../../kube/types.ts';
import type { ControllerOptions } from '../system.ts';
import { mirrorController } from './mirroring/mirror-controller.ts';

/** The controllers of Reflector: one for Secrets, one for ConfigMaps. */
export const reflectorControllers = (options: ControllerOptions): readonly Controller[] => [
  mirrorController(kinds.Secret, options),
  mirrorController(kinds.ConfigMap, options),
];
