import type { UnknownObject } from '../../../../kube/object.ts';
import { isTerminating } from '../../../../kube/quota-usage.ts';
import type { DeleteOptions } from '../../../cluster.ts';
import type { WriteRequest } from '../../api/state.ts';
import { withoutUndefined } from '../../api/without-undefined.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { record, records } from '../shared/checks.ts';
import { withProbeTimes } from '../shared/conditions.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';
import { defaultPod } from '../shared/pod-defaults.ts';
import { newPodErrors, podSpecErrors } from '../shared/pod-spec.ts';
import { binding } from './binding.ts';
import { podTable } from './pod-columns.ts';
import { eviction } from './pod-eviction.ts';
import { podFaults, unsaid, withDefaultsOf } from './pod-resources.ts';
import { ephemeralUpdateErrors, podUpdateErrors } from './pod-update.ts';

/** Memory is counted in whole bytes: kubernetes pkg/api/pod/warnings.go */
function warnOfFractions(spec: Fields, { warn }: WriteRequest): void {
  for (const [index, container] of records(spec.containers).entries()) {
    for (const list of ['limits', 'requests']) {
      for (const [name, value] of Object.entries(record(record(container.resources)[list]))) {
        if ((name !== 'memory' && name !== 'ephemeral-storage') || !String(value).endsWith('m')) continue;
        const at = `spec.containers[${index}].resources.${list}[${name}]`;
        warn?.(`${at}: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`);
      }
    }
  }
}

/** apimachinery component-helpers: Guaranteed, Burstable or BestEffort by requests and limits of cpu and memory. */
function qosClass(spec: Fields): string {
  const all = [...records(spec.containers), ...records(spec.initContainers)].map(({ resources }) => record(resources));
  const counted = (list: unknown) => ['cpu', 'memory'].filter((name) => record(list)[name] !== undefined);
  if (all.every(({ limits, requests }) => counted(limits).length + counted(requests).length === 0)) return 'BestEffort';
  const guaranteed = all.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => {
      const limit = record(limits)[name];
      const request = record(requests)[name];
      return limit !== undefined && (request === undefined || request === limit);
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** The class follows the requests and limits that admission gave. */
function withQos(pod: UnknownObject): UnknownObject {
  const status = record(pod.status);
  const given = qosClass(record(pod.spec));
  return status.qosClass === given ? pod : { ...pod, status: { ...status, qosClass: given } };
}

const containerLists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

const withState = (container: Fields): Fields =>
  fill(container, { image: '', imageID: '', lastState: {}, ready: false, restartCount: 0, state: {} });

/** Upstream prints the state of a container even when nobody set it. */
const completeStatus = (pod: UnknownObject): UnknownObject =>
  pod.status
    ? change(withProbeTimes(pod), 'status', (status: Fields) =>
        containerLists.reduce((at, list) => change(at, list, eachBy(withState)), status),
      )
    : pod;

const gracePeriodSeconds = 30;

interface PodView {
  readonly spec?: { readonly nodeName?: string; readonly terminationGracePeriodSeconds?: number | bigint };
  readonly status?: { readonly phase?: string };
}

/** Seconds a pod is given to end; 0 for what nobody runs. kubernetes pkg/registry/core/pod/strategy.go CheckGracefulDelete */
function gracePeriod(pod: UnknownObject, options: DeleteOptions): number | bigint {
  const { spec, status } = pod as PodView;
  if (!spec?.nodeName || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? gracePeriodSeconds;
}

/** Ephemeral containers are written apart from all else. */
function withEphemeralContainers(old: UnknownObject, given: UnknownObject): UnknownObject {
  const { ephemeralContainers } = record(given.spec);
  const managedFields = given.metadata?.managedFields ?? old.metadata.managedFields;
  const spec = { ...(old.spec as object), ephemeralContainers };
  return withoutUndefined({ ...old, metadata: { ...old.metadata, managedFields }, spec });
}

export const kind = {
  table: '/pods',
  claim: {
    behaviour: 'defaults, class, what may change, ends, table, selection',
    upstream: 'pkg/registry/core/pod/strategy.go, pkg/apis/core/{v1/defaults.go,validation/validation.go}',
    notModelled: 'resize in place; fields of many volume sources',
  },
  columns: podTable,
  selectable: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    { field: 'spec.hostNetwork', missing: 'false' },
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  defaults: inSpec(defaultPod),
  completeStatus,
  firstStatus: (pod) => ({ phase: 'Pending', qosClass: qosClass(record(pod.spec)) }),
  beforeCreate: (pod, _state, request) => {
    warnOfFractions(record(pod.spec), request);
    return withQos(pod);
  },
  parts: { ephemeralcontainers: withEphemeralContainers },
  actions: { binding, eviction },
  statusKeeps: ['ownerReferences'],
  validate: (pod) => [...podSpecErrors(pod.spec, 'spec'), ...newPodErrors(record(pod.spec))],
  validateUpdate: (next, old, _state, { subresource }) => {
    if (subresource === 'status') return [];
    return subresource === 'ephemeralcontainers' ? ephemeralUpdateErrors(next, old) : podUpdateErrors(next, old);
  },
  gracePeriod,
  answersWithObject: true,
  limited: { onUpdate: false, fill: withDefaultsOf, faults: podFaults },
  charged: {
    onUpdate: (next, old) => isTerminating(old) !== isTerminating(next),
    unsaid: (pod, names) => unsaid(record(pod.spec), names),
  },
} satisfies BuiltinKind;
