import type { UnknownObject } from '../../../../kube/object.ts';
import { change, each, eachBy, type Fields, fill } from './fill.ts';

const transition = ['lastTransitionTime'];
const probed = ['lastProbeTime', 'lastTransitionTime'];
const updated = ['lastUpdateTime', 'lastTransitionTime'];

/** Times of conditions that Go prints even when nobody set them. */
const timesOfConditions: Readonly<Record<string, readonly string[]>> = {
  '/namespaces': transition,
  '/nodes': ['lastHeartbeatTime', 'lastTransitionTime'],
  '/persistentvolumeclaims': probed,
  '/pods': probed,
  '/replicationcontrollers': transition,
  '/services': transition,
  'apps/daemonsets': transition,
  'apps/deployments': updated,
  'apps/replicasets': transition,
  'apps/statefulsets': transition,
  'autoscaling/horizontalpodautoscalers': transition,
  'batch/jobs': probed,
  'certificates.k8s.io/certificatesigningrequests': updated,
  'policy/poddisruptionbudgets': transition,
};

const setTimes =
  (names: readonly string[]) =>
  (condition: Fields): Fields => {
    const missing = names.filter((name) => condition[name] === undefined);
    if (missing.length === 0) return condition;
    return { ...condition, ...Object.fromEntries(missing.map((name) => [name, null])) };
  };

const containerLists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

const withState = (container: Fields): Fields =>
  fill(container, { image: '', imageID: '', lastState: {}, ready: false, restartCount: 0, state: {} });

/** The object with a status as the API server prints it; the same object when it is so already. */
export function completeStatus(table: string, object: UnknownObject): UnknownObject {
  const names = timesOfConditions[table];
  if (!names || !object.status) return object;
  const by = setTimes(names);
  return change(object, 'status', (status: Fields) => {
    const timed = change(status, 'conditions', (conditions: readonly Fields[]) =>
      Array.isArray(conditions) ? each(conditions, by) : conditions,
    );
    return table === '/pods' ? containerLists.reduce((at, list) => change(at, list, eachBy(withState)), timed) : timed;
  });
}
