import { conditionOf, groupOf, type UnknownObject } from '../../kube/object.ts';

/** How far an object has come, in the words of kstatus. */
export type ObjectStatus = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown';

type Fields = { readonly [field: string]: unknown };

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const numberIn = (fields: Fields, name: string, fallback: number): number =>
  typeof fields[name] === 'number' ? fields[name] : fallback;

/**
 * Whether an object is where its spec wants it (fluxcd/cli-utils pkg/kstatus/status/status.go, core.go, generic.go; jobs as
 * fluxcd/pkg runtime/statusreaders/job.go). Objects without conditions count as Current.
 */
export function statusOf(object: UnknownObject | undefined): ObjectStatus {
  if (!object) return 'NotFound';
  if (object.metadata.deletionTimestamp) return 'Terminating';
  return (
    checkGeneric(object) ?? readers[`${groupOf(object.apiVersion)}/${object.kind}`]?.(object) ?? checkReady(object)
  );
}

function checkGeneric(object: UnknownObject): ObjectStatus | undefined {
  const observed = fieldsOf(object.status).observedGeneration;
  if (typeof observed === 'number' && observed !== object.metadata.generation) return 'InProgress';
  if (conditionOf(object, 'Reconciling')?.status === 'True') return 'InProgress';
  return conditionOf(object, 'Stalled')?.status === 'True' ? 'Failed' : undefined;
}

function checkReady(object: UnknownObject): ObjectStatus {
  const ready = conditionOf(object, 'Ready');
  return !ready || ready.status === 'True' ? 'Current' : 'InProgress';
}

const current = (): ObjectStatus => 'Current';
const when = (done: boolean): ObjectStatus => (done ? 'Current' : 'InProgress');

const readers: Readonly<Record<string, (object: UnknownObject) => ObjectStatus>> = {
  'apps/Deployment': deploymentStatus,
  'apps/ReplicaSet': replicaSetStatus,
  'apps/StatefulSet': statefulSetStatus,
  'apps/DaemonSet': daemonSetStatus,
  'policy/PodDisruptionBudget': current,
  'batch/CronJob': current,
  'batch/Job': jobStatus,
  '/ConfigMap': current,
  '/Secret': current,
  '/Pod': podStatus,
  '/Service': serviceStatus,
  '/PersistentVolumeClaim': (object) => when(fieldsOf(object.status).phase === 'Bound'),
  'apiextensions.k8s.io/CustomResourceDefinition': definitionStatus,
};

function deploymentStatus(object: UnknownObject): ObjectStatus {
  const [spec, status] = [fieldsOf(object.spec), fieldsOf(object.status)];
  const progressing = conditionOf(object, 'Progressing');
  const deadline = spec.progressDeadlineSeconds;
  const watched = typeof deadline === 'number' && deadline !== 2147483647;
  if (watched && progressing?.reason === 'ProgressDeadlineExceeded') return 'Failed';
  const wanted = numberIn(spec, 'replicas', 1);
  const [all, updated] = [numberIn(status, 'replicas', 0), numberIn(status, 'updatedReplicas', 0)];
  const [available, ready] = [numberIn(status, 'availableReplicas', 0), numberIn(status, 'readyReplicas', 0)];
  if (wanted > all || wanted > updated || all > updated || updated > available || wanted > ready) return 'InProgress';
  if (watched && progressing?.reason !== 'NewReplicaSetAvailable') return 'InProgress';
  return when(conditionOf(object, 'Available')?.status === 'True');
}

function replicaSetStatus(object: UnknownObject): ObjectStatus {
  const [spec, status] = [fieldsOf(object.spec), fieldsOf(object.status)];
  if (conditionOf(object, 'ReplicaFailure')?.status === 'True') return 'InProgress';
  const wanted = numberIn(spec, 'replicas', 1);
  const counts = ['fullyLabeledReplicas', 'availableReplicas', 'readyReplicas'].map((name) =>
    numberIn(status, name, 0),
  );
  return when(counts.every((count) => count >= wanted) && numberIn(status, 'replicas', 0) <= wanted);
}

function statefulSetStatus(object: UnknownObject): ObjectStatus {
  const [spec, status] = [fieldsOf(object.spec), fieldsOf(object.status)];
  const strategy = fieldsOf(spec.updateStrategy);
  if (strategy.type === 'OnDelete') return 'Current';
  const wanted = numberIn(spec, 'replicas', 1);
  const [all, ready] = [numberIn(status, 'replicas', 0), numberIn(status, 'readyReplicas', 0)];
  if (wanted > all || wanted > ready || all > wanted) return 'InProgress';
  const partition = numberIn(fieldsOf(strategy.rollingUpdate), 'partition', -1);
  if (partition >= 0) return when(numberIn(status, 'updatedReplicas', 0) >= wanted - partition);
  if (wanted > numberIn(status, 'currentReplicas', 0)) return 'InProgress';
  return when(status.currentRevision === status.updateRevision);
}

function daemonSetStatus(object: UnknownObject): ObjectStatus {
  const status = fieldsOf(object.status);
  if (status.observedGeneration === undefined) return 'InProgress';
  if (status.desiredNumberScheduled === undefined) return 'InProgress';
  const wanted = numberIn(status, 'desiredNumberScheduled', 0);
  const names = ['currentNumberScheduled', 'updatedNumberScheduled', 'numberAvailable', 'numberReady'];
  return when(names.every((name) => numberIn(status, name, 0) >= wanted));
}

function podStatus(object: UnknownObject): ObjectStatus {
  const phase = fieldsOf(object.status).phase;
  if (phase === 'Succeeded') return 'Current';
  if (phase === 'Failed') return 'Failed';
  if (phase === 'Running') return when(conditionOf(object, 'Ready')?.status === 'True');
  return 'InProgress';
}

/** A LoadBalancer needs a cluster IP only, not an address of its own. */
function serviceStatus(object: UnknownObject): ObjectStatus {
  const spec = fieldsOf(object.spec);
  return spec.type === 'LoadBalancer' ? when(Boolean(spec.clusterIP)) : 'Current';
}

function definitionStatus(object: UnknownObject): ObjectStatus {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False') return 'Failed';
  const established = conditionOf(object, 'Established');
  if (established?.status === 'False' && established.reason !== 'Installing') return 'Failed';
  return when(established?.status === 'True');
}

function jobStatus(object: UnknownObject): ObjectStatus {
  if (conditionOf(object, 'Complete')?.status === 'True') return 'Current';
  if (conditionOf(object, 'Failed')?.status === 'True') return 'Failed';
  return when(fieldsOf(object.spec).suspend === true);
}
