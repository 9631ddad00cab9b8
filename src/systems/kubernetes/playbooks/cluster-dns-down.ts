import { printRef } from '../../../kube/object.ts';
import { matchesLabels } from '../../../kube/selector.ts';
import { kinds, type Pod, type Service } from '../../../kube/types.ts';
import { countEndpoints } from '../../../operate/diagnose/endpoints.ts';
import { exampleOf, examplePodOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isUnwell, sayUnwell } from '../../../operate/diagnose/unwell-pods.ts';

/** The Service that the kubelets name to pods as their name server, as installers call it. */
const isDns = ({ metadata }: Service): boolean =>
  metadata.namespace === 'kube-system' && metadata.labels?.['k8s-app'] === 'kube-dns';

function causeOf(service: Service, seen: SeenCluster): Cause | undefined {
  const pods = seen
    .list<Pod>(kinds.Pod, 'kube-system')
    .filter(({ metadata }) => matchesLabels(service.spec?.selector, metadata.labels));
  const unwell = pods.find((pod) => isUnwell(pod, seen));
  // One that has only begun will be ready in a moment.
  if (pods.length > 0 && !unwell) return undefined;
  return {
    likelihood: 'certain',
    cause: unwell
      ? 'none of its pods is ready'
      : 'it has no pods: CoreDNS is not installed, scaled to nothing, or refused',
    evidence: [unwell ? sayUnwell(unwell) : `no pod has the labels ${JSON.stringify(service.spec?.selector ?? {})}`],
    fix: unwell
      ? 'look at the pod'
      : 'bring its Deployment back: `kubectl -n kube-system get deployment -l k8s-app=kube-dns`',
    commands: [
      'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide',
      'kubectl -n kube-system logs -l k8s-app=kube-dns',
    ],
    ...(unwell ? { at: printRef(unwell) } : {}),
  };
}

const service = exampleOf(['v1', 'Service'], 'kube-dns', {
  namespace: 'kube-system',
  metadata: { labels: { 'k8s-app': 'kube-dns' }, creationTimestamp: '2026-01-01T10:00:00Z' },
  spec: { selector: { 'k8s-app': 'kube-dns' }, ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] },
});
const pod = (ready: boolean) =>
  examplePodOf(
    {
      state: ready
        ? { running: { startedAt: '2026-01-01T11:00:00Z' } }
        : { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
      ready,
    },
    {
      metadata: { name: 'coredns-1', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      status: {
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T11:30:00Z' }],
      },
    },
  );
const slice = (ready: boolean) =>
  exampleOf(['discovery.k8s.io/v1', 'EndpointSlice'], 'kube-dns-1', {
    namespace: 'kube-system',
    metadata: { labels: { 'kubernetes.io/service-name': 'kube-dns' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.42.0.9'], conditions: { ready } }],
    ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
  });

/** A cluster in which no name is answered. */
export const clusterDnsDown: Playbook = {
  id: 'cluster-dns-down',
  symptom: 'No pod can resolve names: no such host, Temporary failure in name resolution.',
  why: 'every pod asks the clusterDNS address that its kubelet was given, which is the Service of CoreDNS (kubernetes pkg/kubelet/network/dns/dns.go)',
  reads: [kinds.Service, kinds.EndpointSlice],
  diagnose: (seen) => {
    if (seen.unread.has('discovery.k8s.io/v1 EndpointSlice') || seen.unread.has('v1 Pod')) return [];
    const endpoints = countEndpoints(seen);
    return seen
      .list<Service>(kinds.Service, 'kube-system')
      .filter((each) => isDns(each) && (endpoints.readyOf('kube-system', each.metadata.name) ?? 0) === 0)
      .flatMap((each) => {
        const cause = causeOf(each, seen);
        return cause
          ? [{ object: printRef(each), shows: 'answers no pod that resolves a name', causes: [cause] as const }]
          : [];
      });
  },
  examples: {
    healthy: [{ objects: [service, pod(true), slice(true)] }],
    ill: [{ objects: [service, pod(false), slice(false)] }, { objects: [service] }],
  },
};
