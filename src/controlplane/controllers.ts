import type { Controller } from '../cluster/controller.ts';
import { kubeletController } from './kubelet/kubelet-controller.ts';
import { garbageController } from './lifecycle/garbage-controller.ts';
import { namespaceController } from './lifecycle/namespace-controller.ts';
import { namespaceDefaultsController } from './lifecycle/namespace-defaults-controller.ts';
import { podGarbageController } from './lifecycle/pod-garbage-controller.ts';
import { resourceQuotaController } from './lifecycle/resource-quota-controller.ts';
import { endpointSliceController } from './networking/endpoint-slice-controller.ts';
import { endpointMirrorController, endpointsController } from './networking/endpoints-controller.ts';
import { heartbeatController } from './nodes/heartbeat-controller.ts';
import { nodeLifecycleController } from './nodes/lifecycle-controller.ts';
import { taintEvictionController } from './nodes/taint-eviction-controller.ts';
import { schedulerController } from './scheduling/scheduler-controller.ts';
import { attachDetachController } from './storage/attach-detach-controller.ts';
import { attacherController } from './storage/attacher-controller.ts';
import { storageProtectionController } from './storage/protection-controller.ts';
import { volumeController } from './storage/volume-controller.ts';
import { type ControlPlaneTimes, usualTimes } from './times.ts';
import { daemonSetController } from './workloads/daemon-set-controller.ts';
import { deploymentController } from './workloads/deployment-controller.ts';
import { disruptionController } from './workloads/disruption-controller.ts';
import { jobController } from './workloads/job-controller.ts';
import { replicaSetController } from './workloads/replica-set-controller.ts';
import { statefulSetController } from './workloads/stateful-set-controller.ts';

export interface ControlPlaneOptions {
  /** PEM that every namespace is given as kube-root-ca.crt. Empty when the API's certificate is not made yet. */
  readonly rootCertificate?: string;
  readonly times?: ControlPlaneTimes;
}

/**
 * What kube-controller-manager, kube-scheduler and the kubelets do, in the order in which it is switched on; leave one out to switch it
 * off.
 */
export const controlPlaneControllers = ({
  rootCertificate = '',
  times = usualTimes,
}: ControlPlaneOptions = {}): readonly Controller[] => [
  namespaceDefaultsController(rootCertificate),
  heartbeatController(),
  nodeLifecycleController(times.nodeLook),
  taintEvictionController(),
  podGarbageController(),
  deploymentController(),
  replicaSetController(),
  daemonSetController(),
  statefulSetController(),
  jobController(),
  disruptionController(),
  resourceQuotaController(),
  volumeController(times.volumeProvision),
  attachDetachController(),
  attacherController(times.volumeAttach),
  storageProtectionController(),
  schedulerController(),
  kubeletController(times),
  endpointSliceController(),
  endpointsController(),
  endpointMirrorController(),
  namespaceController(),
  garbageController(),
];
