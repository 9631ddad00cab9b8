import type { UnknownObject } from '../../../kube/object.ts';
import type { KindRules } from '../api/state.ts';
import { change, type Fields, fill } from './defaults/fill.ts';
import { defaultLimitRange, defaultQuota } from './defaults/limits.ts';
import {
  defaultEndpointSlice,
  defaultEndpoints,
  defaultIngressClass,
  defaultNetworkPolicy,
} from './defaults/network.ts';
import {
  defaultBinding,
  defaultDriver,
  defaultEvent,
  defaultMutatingWebhooks,
  defaultNode,
  defaultPriorityClass,
  defaultSecret,
  defaultStorageClass,
  defaultValidatingWebhooks,
} from './defaults/others.ts';
import { defaultTemplate } from './defaults/pod.ts';
import {
  defaultAutoscaler,
  defaultClaim,
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultReplicaSet,
  defaultReplicationController,
  defaultStatefulSet,
  defaultVolumeSpec,
} from './defaults/workloads.ts';

type Defaults = NonNullable<KindRules['defaults']>;

/** Defaults within the spec; an object without one is left for validation. */
export const inSpec =
  (by: (spec: Fields) => Fields): Defaults =>
  (object) => {
    const spec = (object.spec ?? {}) as Fields;
    const filled = by(spec);
    return filled === object.spec ? object : { ...object, spec: filled };
  };

/** Defaults of a kind that has no spec. */
const onTop =
  (by: (object: Fields) => Fields): Defaults =>
  (object) =>
    by(object as unknown as Fields) as unknown as UnknownObject;

/** Defaults by table: kubernetes pkg/apis. */
export const defaultsOfKinds: Readonly<Record<string, Defaults>> = {
  '/endpoints': onTop(defaultEndpoints),
  '/events': onTop(defaultEvent),
  '/limitranges': inSpec(defaultLimitRange),
  '/nodes': onTop(defaultNode),
  '/persistentvolumeclaims': inSpec(defaultClaim),
  '/persistentvolumes': inSpec(defaultVolumeSpec),
  '/podtemplates': onTop((object) => change(object, 'template', defaultTemplate)),
  '/replicationcontrollers': inSpec(defaultReplicationController),
  '/resourcequotas': onTop(defaultQuota),
  '/secrets': onTop(defaultSecret),
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': onTop(defaultMutatingWebhooks),
  'admissionregistration.k8s.io/validatingwebhookconfigurations': onTop(defaultValidatingWebhooks),
  'apps/daemonsets': inSpec(defaultDaemonSet),
  'apps/deployments': inSpec(defaultDeployment),
  'apps/replicasets': inSpec(defaultReplicaSet),
  'apps/statefulsets': inSpec(defaultStatefulSet),
  'autoscaling/horizontalpodautoscalers': inSpec(defaultAutoscaler),
  'batch/cronjobs': inSpec(defaultCronJob),
  'batch/jobs': inSpec(defaultJob),
  'discovery.k8s.io/endpointslices': onTop(defaultEndpointSlice),
  'networking.k8s.io/ingressclasses': inSpec(defaultIngressClass),
  'networking.k8s.io/networkpolicies': inSpec(defaultNetworkPolicy),
  'rbac.authorization.k8s.io/clusterrolebindings': onTop(defaultBinding),
  'rbac.authorization.k8s.io/rolebindings': onTop(defaultBinding),
  'scheduling.k8s.io/priorityclasses': onTop(defaultPriorityClass),
  'storage.k8s.io/csidrivers': inSpec(defaultDriver),
  'storage.k8s.io/storageclasses': onTop(defaultStorageClass),
};

const noCounts = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

/** Statuses of new objects, where Go prints more than nothing. */
export const firstStatuses: Readonly<Record<string, unknown>> = {
  '/persistentvolumeclaims': { phase: 'Pending' },
  '/persistentvolumes': { phase: 'Pending' },
  '/replicationcontrollers': { replicas: 0 },
  '/resourcequotas': {},
  'apps/daemonsets': noCounts,
  'apps/deployments': {},
  'apps/replicasets': { replicas: 0 },
  'apps/statefulsets': { replicas: 0, availableReplicas: 0 },
  'autoscaling/horizontalpodautoscalers': fill(undefined, { desiredReplicas: 0, currentMetrics: null }),
  'batch/cronjobs': {},
  'batch/jobs': {},
  'certificates.k8s.io/certificatesigningrequests': {},
  'networking.k8s.io/ingresses': { loadBalancer: {} },
  'policy/poddisruptionbudgets': { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
};
