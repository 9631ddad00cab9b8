import type { Controller } from '../../cluster/controller.ts';
import type { Assumption, ControllerOptions } from '../system.ts';
import {
  appStartSeconds,
  containerStartSeconds,
  imagePullSeconds,
  runToCompletionSeconds,
  terminationSeconds,
  volumeProvisionSeconds,
} from './assumptions.ts';
import { daemonSetController } from './controller-daemon-set.ts';
import { deploymentController } from './controller-deployment.ts';
import { disruptionController } from './controller-disruption.ts';
import { endpointSliceController } from './controller-endpoint-slice.ts';
import { endpointMirrorController, endpointsController } from './controller-endpoints.ts';
import { garbageController } from './controller-garbage.ts';
import { heartbeatController } from './controller-heartbeat.ts';
import { jobController } from './controller-job.ts';
import { kubeletController } from './controller-kubelet.ts';
import { namespaceController } from './controller-namespace.ts';
import { namespaceDefaultsController } from './controller-namespace-defaults.ts';
import { nodeLifecycleController } from './controller-node-lifecycle.ts';
import { podGarbageController } from './controller-pod-garbage.ts';
import { replicaSetController } from './controller-replica-set.ts';
import { resourceQuotaController } from './controller-resource-quota.ts';
import { schedulerController } from './controller-scheduler.ts';
import { statefulSetController } from './controller-stateful-set.ts';
import { storageProtectionController } from './controller-storage-protection.ts';
import { taintEvictionController } from './controller-taint-eviction.ts';
import { volumeController } from './controller-volume.ts';
import type { KubeletTimes } from './semantics-pod-plan.ts';

export interface KubernetesOptions extends Pick<ControllerOptions, 'assumption'> {
  /** PEM that every namespace is given as kube-root-ca.crt. Empty when the API's certificate is not made yet. */
  readonly rootCertificate?: string;
}

/** The controllers of the base system, in the order in which they are switched on; leave one out to switch it off. */
export const kubernetesControllers = (options: KubernetesOptions): readonly Controller[] => [
  namespaceDefaultsController(options.rootCertificate ?? ''),
  heartbeatController(),
  nodeLifecycleController(),
  taintEvictionController(),
  podGarbageController(),
  deploymentController(),
  replicaSetController(),
  daemonSetController(),
  statefulSetController(),
  jobController(),
  disruptionController(),
  resourceQuotaController(),
  volumeController(options.assumption<number>(volumeProvisionSeconds)),
  storageProtectionController(),
  schedulerController(),
  kubeletController(kubeletTimes(options)),
  endpointSliceController(),
  endpointsController(),
  endpointMirrorController(),
  namespaceController(),
  garbageController(),
];

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
