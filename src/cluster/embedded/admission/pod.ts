import type { UnknownObject } from '../../../kube/object.ts';
import { forbidden } from '../api/refusals.ts';
import type { ApiState, KindRules, WriteRequest } from '../api/state.ts';
import { type Fields, fill } from './defaults/fill.ts';
import { defaultPod } from './defaults/pod.ts';
import { inSpec } from './kind-defaults.ts';
import { withLimits } from './limit-range.ts';
import { enforcePodSecurity, isSignificantUpdate } from './pod-security.ts';
import { record, records } from './validation/checks.ts';
import { newPodErrors, podSpecErrors } from './validation/pod.ts';
import { ephemeralUpdateErrors, podUpdateErrors } from './validation/pod-update.ts';

const pods = { group: '', plural: 'pods' };

/** Pods as the API server takes them: kubernetes pkg/registry/core/pod/strategy.go and the admission plugins that are on by default. */
export const podRules: KindRules = {
  defaults: inSpec(defaultPod),
  firstStatus: (pod) => ({ phase: 'Pending', qosClass: qosClass(record(pod.spec)) }),
  beforeCreate: (pod, state, request) => {
    warnOfFractions(record(pod.spec), request);
    const limited = withQos(withLimits(pod, state), pod);
    return enforcePodSecurity(withTolerations(withPriority(withAccount(limited, state), state)), state, request);
  },
  beforeUpdate: (next, old, state, request) => {
    const { subresource } = request;
    // Admission looks at pods themselves, and Pod Security at what puts containers into them.
    const admitted = subresource === undefined ? withTolerations(withKeptPriority(next, old)) : next;
    if (subresource !== undefined && subresource !== 'ephemeralcontainers' && subresource !== 'resize') return admitted;
    return isSignificantUpdate(admitted, old) ? enforcePodSecurity(admitted, state, request) : admitted;
  },
  validate: (pod) => [...podSpecErrors(pod.spec, 'spec'), ...newPodErrors(record(pod.spec))],
  validateUpdate: (next, old, _state, { subresource }) => {
    if (subresource === 'status') return [];
    return subresource === 'ephemeralcontainers' ? ephemeralUpdateErrors(next, old) : podUpdateErrors(next, old);
  },
};

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
const withQos = (next: UnknownObject, before: UnknownObject): UnknownObject =>
  next === before ? next : { ...next, status: { ...record(next.status), qosClass: qosClass(record(next.spec)) } };

const withSpec = (pod: UnknownObject, spec: Fields): UnknownObject => (spec === pod.spec ? pod : { ...pod, spec });

/** Admission comes before a name is generated: what it refuses, it calls by the prefix. apiserver pkg/admission/errors.go */
const askedName = ({ metadata }: UnknownObject): string => metadata.generateName || metadata.name;

const tokenVolume = 'kube-api-access-';
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Every pod runs as some account, whose token is mounted: plugin/pkg/admission/serviceaccount/admission.go. */
function withAccount(pod: UnknownObject, state: ApiState): UnknownObject {
  const spec = record(pod.spec);
  const name = String(spec.serviceAccountName || 'default');
  const { namespace = '' } = pod.metadata;
  const account = state.store.get('/serviceaccounts', namespace, name);
  if (!account) {
    const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
    throw forbidden(pods, askedName(pod), why);
  }
  const named = fill(spec, { serviceAccountName: name, serviceAccount: name });
  const mounts = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  const given = records(account.imagePullSecrets);
  const secrets =
    given.length > 0 && records(spec.imagePullSecrets).length === 0 ? { ...named, imagePullSecrets: given } : named;
  return withSpec(pod, mounts === false ? secrets : withToken(secrets, state));
}

function withToken(spec: Fields, state: ApiState): Fields {
  const mounted = (container: Fields) =>
    records(container.volumeMounts).some(({ mountPath }) => mountPath === tokenPath);
  const containers = [...records(spec.containers), ...records(spec.initContainers)];
  if (containers.every(mounted)) return spec;
  const there = records(spec.volumes).find((volume) => String(volume.name).startsWith(tokenVolume));
  const name = there ? String(there.name) : `${tokenVolume}${randomSuffix(state)}`;
  const made = there ? [] : [{ name, projected: { sources: tokenSources, defaultMode: 420 } }];
  const mount = (container: Fields): Fields =>
    mounted(container)
      ? container
      : {
          ...container,
          volumeMounts: [...records(container.volumeMounts), { name, readOnly: true, mountPath: tokenPath }],
        };
  return {
    ...spec,
    volumes: [...records(spec.volumes), ...made],
    containers: records(spec.containers).map(mount),
    ...(spec.initContainers ? { initContainers: records(spec.initContainers).map(mount) } : {}),
  };
}

const tokenSources = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
];

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const randomSuffix = (state: ApiState): string =>
  Array.from({ length: 5 }, () => alphabet[Math.floor(state.runtime.random() * alphabet.length)]).join('');

/** plugin/pkg/admission/priority/admission.go */
function withPriority(pod: UnknownObject, state: ApiState): UnknownObject {
  const spec = record(pod.spec);
  const wanted = spec.priorityClassName;
  const table = state.store.table('scheduling.k8s.io/priorityclasses');
  const found = wanted
    ? state.store.get('scheduling.k8s.io/priorityclasses', '', String(wanted))
    : table.size === 0
      ? undefined
      : table.list().find(({ globalDefault }) => globalDefault === true);
  if (wanted && !found) {
    throw forbidden(pods, askedName(pod), `no PriorityClass with name ${wanted} was found`);
  }
  const filled = fill(spec, {
    ...(found ? { priorityClassName: found.metadata.name } : {}),
    priority: found?.value ?? 0,
    preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority',
  });
  return withSpec(pod, filled);
}

/** What the class gave is kept when a writer leaves it out. */
function withKeptPriority(pod: UnknownObject, old: UnknownObject): UnknownObject {
  const given = Object.entries(record(old.spec)).filter(
    ([field]) => field === 'priority' || field === 'preemptionPolicy',
  );
  return withSpec(pod, fill(record(pod.spec), Object.fromEntries(given)));
}

const grace = 300;

/** plugin/pkg/admission/defaulttolerationseconds/admission.go */
function withTolerations(pod: UnknownObject): UnknownObject {
  const spec = record(pod.spec);
  const present = records(spec.tolerations);
  const missing = ['not-ready', 'unreachable'].filter((taint) => {
    const key = `node.kubernetes.io/${taint}`;
    return !present.some((each) => (each.key === key || !each.key) && (each.effect === 'NoExecute' || !each.effect));
  });
  if (missing.length === 0) return pod;
  const added = missing.map((taint) => ({
    key: `node.kubernetes.io/${taint}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: grace,
  }));
  return withSpec(pod, { ...spec, tolerations: [...present, ...added] });
}
