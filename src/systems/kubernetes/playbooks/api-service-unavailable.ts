import { conditionOf, type KindRef, type KubeObject, printRef } from '../../../kube/object.ts';
import { kinds, type Service } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

type ApiService = KubeObject & {
  readonly spec: { readonly service?: { readonly name: string; readonly namespace: string } | null };
};
const apiService: KindRef = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };

/** What the aggregator's reasons come to, and what ends it. */
const reasons: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  ServiceNotFound: [
    'the Service that serves it is not there',
    'install what it belongs to again; if that is gone for good, delete the APIService',
  ],
  EndpointsNotFound: ['no pod serves it', 'look at the pods behind its Service'],
  MissingEndpoints: ['no pod that serves it is ready', 'look at the pods behind its Service'],
  ServicePortError: ['its Service has no such port', 'correct spec.service.port'],
  ServiceAccessError: ['its Service could not be read', 'look at the log of the API server'],
  FailedDiscoveryCheck: [
    'the control plane does not reach what serves it',
    'look whether the machine of the API server reaches pods (network plugin, firewall), and whether the pod answers',
  ],
};

function causeOf(object: ApiService, seen: SeenCluster): Cause {
  const { reason = '', message = '' } = conditionOf(object, 'Available') ?? {};
  const [cause, fix] = reasons[reason] ?? ['it does not answer', 'look at the pods behind its Service'];
  const { service } = object.spec;
  const found = service && seen.find<Service>(kinds.Service, service.name, service.namespace);
  return {
    likelihood: reason in reasons ? 'certain' : 'likely',
    cause,
    evidence: [`Available False: ${reason}: ${message}`],
    fix,
    commands: [`kubectl describe apiservice ${object.metadata.name}`],
    ...(found ? { at: printRef(found) } : {}),
  };
}

const api = (status: string, reason: string, lastTransitionTime = '2026-01-01T11:40:00Z') =>
  exampleOf(['apiregistration.k8s.io/v1', 'APIService'], 'v1beta1.things.example.org', {
    spec: {
      group: 'things.example.org',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { name: 'things', namespace: 'things' },
    },
    status: {
      conditions: [
        {
          type: 'Available',
          status,
          reason,
          message: 'endpoints for service/things have no addresses',
          lastTransitionTime,
        },
      ],
    },
  });

/** An API that a pod of the cluster serves, and that does not answer. */
export const apiServiceUnavailable: Playbook = {
  id: 'api-service-unavailable',
  symptom: 'An API group is gone: the server is currently unable to handle the request; namespaces cannot be deleted.',
  why: 'the aggregator asks what serves an APIService every 30 s and hands its requests on while that answers (kubernetes staging/src/k8s.io/kube-aggregator/pkg/controllers/status/remote/remote_available_controller.go)',
  reads: [apiService, kinds.Service],
  diagnose: (seen) =>
    seen
      .list<ApiService>(apiService)
      .filter((each) => {
        const available = conditionOf(each, 'Available');
        return available?.status === 'False' && isSettled(seen, available.lastTransitionTime);
      })
      .map((each) => ({ object: printRef(each), shows: 'does not answer', causes: [causeOf(each, seen)] as const })),
  examples: {
    healthy: [
      { objects: [api('True', 'Passed')] },
      { objects: [api('False', 'MissingEndpoints', '2026-01-01T11:59:30Z')] },
    ],
    ill: [
      { objects: [api('False', 'MissingEndpoints')] },
      { objects: [api('False', 'FailedDiscoveryCheck')] },
      { objects: [api('False', 'SomethingNew')] },
    ],
  },
};
