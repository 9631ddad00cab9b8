import type { Controller } from '../../cluster/controller.ts';
import type { Assumption, ControllerOptions } from '../system.ts';
import {
  appStartSeconds,
  containerStartSeconds,
  imagePullSeconds,
  runToCompletionSeconds,
  terminationSeconds,
} from './assumptions.ts';
import { deploymentController } from './controller-deployment.ts';
import { endpointSliceController } from './controller-endpoint-slice.ts';
import { kubeletController } from './controller-kubelet.ts';
import { replicaSetController } from './controller-replica-set.ts';
import { schedulerController } from './controller-scheduler.ts';
import type { KubeletTimes } from './semantics-pod-plan.ts';

/** The controllers of the base system, in the order in which they are switched on; leave one out to switch it off. */
export function kubernetesControllers(options: Pick<ControllerOptions, 'assumption'>): readonly Controller[] {
  return [
    deploymentController(),
    replicaSetController(),
    schedulerController(),
    kubeletController(kubeletTimes(options)),
    endpointSliceController(),
  ];
}

function kubeletTimes({ assumption }: Pick<ControllerOptions, 'assumption'>): KubeletTimes {
  const seconds = (assumed: Assumption & { readonly value: number }): number => assumption(assumed);
  return {
    imagePull: seconds(imagePullSeconds),
    containerStart: seconds(containerStartSeconds),
    appStart: seconds(appStartSeconds),
    runToCompletion: seconds(runToCompletionSeconds),
    termination: seconds(terminationSeconds),
  };
}
