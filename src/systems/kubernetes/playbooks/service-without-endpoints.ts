import { isNearName } from '../../../core/nearest.ts';
import { printRef, type UnknownObject } from '../../../kube/object.ts';
import { type Deployment, kinds, type Pod, type Service } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { isMeantToRun } from '../../../operate/diagnose/containers.ts';
import { countEndpoints, type ServiceEndpoints } from '../../../operate/diagnose/endpoints.ts';
import { exampleOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import { indexLabels, type LabelIndex } from '../../../operate/diagnose/label-index.ts';
import { byNamespace } from '../../../operate/diagnose/owners.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isUnwell, sayUnwell } from '../../../operate/diagnose/unwell-pods.ts';

type Labels = Readonly<Record<string, string>>;
/** The labels that a workload gives its pods. */
interface Template {
  readonly ref: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly values: ReadonlySet<string>;
  readonly wants: number;
}

interface Indexed {
  readonly seen: SeenCluster;
  readonly endpoints: ServiceEndpoints;
  readonly templates: ReadonlyMap<string, readonly Template[]>;
  readonly ofLabels: LabelIndex<Template>;
}

/** It has a playbook of its own. */
const isClusterDns = ({ metadata }: Service): boolean =>
  metadata.namespace === 'kube-system' && metadata.labels?.['k8s-app'] === 'kube-dns';

const printLabels = (labels: Labels): string =>
  Object.entries(labels)
    .map((pair) => pair.join('='))
    .join(',');

function templateOf(workload: Deployment): Template {
  const labels = workload.spec?.template?.metadata?.labels ?? {};
  return {
    ...{ ref: printRef(workload), namespace: workload.metadata.namespace ?? '' },
    ...{ labels, values: new Set(Object.values(labels)) },
    wants: workload.kind === 'DaemonSet' ? 1 : (workload.spec?.replicas ?? 1),
  };
}

/** Whether labels are those of a selector but for a typing error, or for the key that one value stands under. */
const isNear = (selector: readonly (readonly [string, string])[], { labels, values }: Template): boolean =>
  selector.every(([key, value]) => {
    const own = labels[key];
    return own === undefined ? values.has(value) : own === value || isNearName(value, own);
  });

/** Whether pods are told apart by a label that they are given while they run, such as the role in a database cluster: one may have none. */
function isOfRole(selector: Labels, namespace: string, { seen, templates }: Indexed): boolean {
  const given = templates.get(namespace) ?? [];
  const pairs = Object.entries(selector);
  const isGiven = (key: string) => given.some((each) => key in each.labels);
  return pairs.some(([name, wanted]) =>
    seen.podsWith(namespace, { [name]: wanted }).some(({ metadata: { labels = {} } }) => {
      const other = pairs.filter(([key, value]) => labels[key] !== value);
      return other.every(([key]) => key in labels && !isGiven(key));
    }),
  );
}

const base = ({ metadata }: Service) => ({
  commands: [`kubectl -n ${metadata.namespace} get endpointslices -l kubernetes.io/service-name=${metadata.name}`],
});

/** Why no pod has the labels of the selector; undefined where there is none on purpose. */
function unmatched(service: Service, selector: Labels, indexed: Indexed): Cause | undefined {
  const { namespace = '' } = service.metadata;
  const templates = indexed.templates.get(namespace) ?? [];
  const [own] = indexed.ofLabels.picked(namespace, selector);
  if (own)
    return own.wants === 0
      ? undefined
      : {
          ...base(service),
          likelihood: 'certain',
          cause: `${own.ref} has no pods`,
          evidence: [`selector ${printLabels(selector)} suits the pods of ${own.ref}, and there are none`],
          fix: 'look why it makes none',
          at: own.ref,
        };
  if (isOfRole(selector, namespace, indexed)) return undefined;
  const pairs = Object.entries(selector);
  const near = templates.find((each) => isNear(pairs, each));
  // Of what no workload comes near, one cannot tell whether it is to be there: pods of an operator come and go.
  return (
    near && {
      ...base(service),
      likelihood: 'likely',
      cause: `its selector fits no pod: those of ${near.ref} have other labels`,
      evidence: [
        `selector: ${printLabels(selector)}`,
        `labels of the pods of ${near.ref}: ${printLabels(near.labels)}`,
      ],
      fix: 'make the selector and the labels of the pods the same',
    }
  );
}

/** Ports of a Service that no container of its pods has a name for. */
function namelessPort(service: Service, pods: readonly Pod[]): Symptom | undefined {
  const names = new Set(
    pods.flatMap(({ spec }) =>
      [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports }) =>
        (ports ?? []).flatMap(({ name }) => name ?? []),
      ),
    ),
  );
  const port = (service.spec?.ports ?? []).find(
    ({ targetPort }) => typeof targetPort === 'string' && !names.has(targetPort),
  );
  if (!port || /^\d+$/.test(String(port.targetPort))) return undefined;
  return {
    object: printRef(service),
    shows: `sends what comes to its port ${port.port} nowhere`,
    causes: [
      {
        ...base(service),
        likelihood: 'certain',
        cause: `no container of its pods has a port named ${port.targetPort}`,
        evidence: [
          `targetPort: ${port.targetPort}`,
          `ports of ${pods[0] ? printRef(pods[0]) : 'its pods'}: ${[...names].join(', ') || 'none has a name'}`,
        ],
        fix: 'correct targetPort, or name the port in the container',
      },
    ],
  };
}

function symptomOf(service: Service, indexed: Indexed): Symptom | undefined {
  const { metadata, spec } = service;
  const { namespace = '', name } = metadata;
  const selector = spec?.selector ?? {};
  if (Object.keys(selector).length === 0 || spec?.type === 'ExternalName') return undefined;
  if (!isSettled(indexed.seen, metadata.creationTimestamp) || isClusterDns(service)) return undefined;
  const pods = indexed.seen.podsWith(namespace, selector).filter(isMeantToRun);
  if (pods.length > 0 && (indexed.endpoints.readyOf(namespace, name) ?? 0) > 0) return namelessPort(service, pods);
  if (
    indexed.endpoints.readyOf(namespace, name) !== 0 &&
    indexed.seen.list(kinds.EndpointSlice).length > 0 &&
    pods.length > 0
  )
    return undefined;
  const shows = 'has no pod that takes requests';
  if (pods.length === 0) {
    const cause = unmatched(service, selector, indexed);
    return cause && { object: printRef(service), shows, causes: [cause] };
  }
  const unwell = pods.find((pod) => isUnwell(pod, indexed.seen));
  // As long as one of them has time to become ready, nothing is wrong yet.
  if (!unwell || pods.some((pod) => !isUnwell(pod, indexed.seen))) return undefined;
  return {
    object: printRef(service),
    shows,
    causes: [
      {
        ...base(service),
        likelihood: 'certain',
        cause: pods.length === 1 ? 'its pod is not ready' : `none of its ${pods.length} pods is ready`,
        evidence: [sayUnwell(unwell)],
        fix: 'look at the pod',
        at: printRef(unwell),
      },
    ],
  };
}

const old = { creationTimestamp: '2026-01-01T10:00:00Z' };
const service = (spec: object = {}, metadata: object = old) =>
  exampleOf(['v1', 'Service'], 'web', {
    namespace: 'apps',
    metadata,
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  });
const workload = (labels: Labels, replicas = 1) =>
  exampleOf(['apps/v1', 'Deployment'], 'web', {
    namespace: 'apps',
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }] } },
    },
  });
const pod = (ready: boolean, lastTransitionTime = '2026-01-01T11:40:00Z') =>
  examplePodOf(
    { state: { running: { startedAt: '2026-01-01T11:30:00Z' } }, ready },
    {
      metadata: { labels: { app: 'web' } },
      status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime }] },
    },
  );
const roled = examplePodOf(undefined, { metadata: { labels: { app: 'web', role: 'primary' } } });
const slice = (ready: boolean): UnknownObject =>
  exampleOf(['discovery.k8s.io/v1', 'EndpointSlice'], 'web-1', {
    namespace: 'apps',
    metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.42.0.9'], conditions: { ready } }],
    ports: [{ port: 8080 }],
  });

/** A Service behind which nobody answers. */
export const serviceWithoutEndpoints: Playbook = {
  id: 'service-without-endpoints',
  symptom: 'A Service has no endpoints: connections to it are refused, and a gate before it answers 502 or 503.',
  why: 'the pods of the namespace whose labels the selector fits are endpoints, those that are ready are sent to, at the port that targetPort numbers or names (kubernetes staging/src/k8s.io/endpointslice/reconciler.go, pkg/api/v1/pod/util.go FindPort)',
  reads: [kinds.Service, kinds.EndpointSlice, kinds.Deployment, kinds.StatefulSet, kinds.DaemonSet],
  diagnose: (seen) => {
    if (seen.unread.has('v1 Pod') || seen.unread.has('discovery.k8s.io/v1 EndpointSlice')) return [];
    const all = [kinds.Deployment, kinds.StatefulSet, kinds.DaemonSet].flatMap((kind) => seen.list<Deployment>(kind));
    const templates = new Map([...byNamespace(all)].map(([namespace, own]) => [namespace, own.map(templateOf)]));
    const indexed: Indexed = {
      seen,
      endpoints: countEndpoints(seen),
      templates,
      ofLabels: indexLabels([...templates.values()].flat(), (each) => each),
    };
    return seen.list<Service>(kinds.Service).flatMap((each) => symptomOf(each, indexed) ?? []);
  },
  examples: {
    healthy: [
      { objects: [service(), workload({ app: 'web' }), pod(true), slice(true)] },
      { objects: [service(), workload({ app: 'web' }), pod(false, '2026-01-01T11:59:30Z'), slice(false)] },
      { objects: [service(), workload({ app: 'web' }, 0)] },
      { objects: [service({}, { creationTimestamp: '2026-01-01T11:59:00Z' }), workload({ app: 'wbe' })] },
      { objects: [service({ selector: {} })] },
      { objects: [service(), workload({ app: 'mail' })] },
      { objects: [service({ selector: { app: 'web', role: 'replica' } }), roled] },
    ],
    ill: [
      { objects: [service(), workload({ app: 'wbe' })] },
      { objects: [service(), workload({ name: 'web' })] },
      { objects: [service(), workload({ app: 'web' })] },
      { objects: [service(), workload({ app: 'web' }), pod(false), slice(false)] },
      { objects: [service({ ports: [{ port: 80, targetPort: 'http' }] }), pod(true), slice(true)] },
    ],
  },
};
