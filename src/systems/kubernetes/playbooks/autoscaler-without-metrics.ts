import { conditionOf, type KubeObject, printRef } from '../../../kube/object.ts';
import { type HorizontalPodAutoscaler, kinds } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const apiService = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };

function causeOf(scaler: HorizontalPodAutoscaler, type: string, seen: SeenCluster): Cause {
  const { reason = '', message = '' } = conditionOf(scaler, type) ?? {};
  const { name, namespace } = scaler.metadata;
  const base = {
    evidence: [`${type} False: ${reason}: ${message}`],
    commands: [`kubectl -n ${namespace} describe hpa ${name}`],
  };
  if (reason === 'FailedGetScale')
    return {
      ...base,
      likelihood: 'certain',
      cause: `it cannot read what it is to scale, ${scaler.spec?.scaleTargetRef.kind}/${scaler.spec?.scaleTargetRef.name}`,
      fix: 'correct scaleTargetRef: apiVersion, kind and name of a workload in its namespace',
    };
  if (reason === 'AmbiguousSelector')
    return { ...base, likelihood: 'certain', cause: 'two autoscalers scale the same pods', fix: 'delete one of them' };
  const container = /missing request for (\S+)/.exec(message)?.[1];
  if (container !== undefined)
    return {
      ...base,
      likelihood: 'certain',
      cause: `a container says no request for ${container}, of which it is to take a percentage`,
      fix: 'set resources.requests in every container of the pods',
    };
  if (!/resource metrics|the server could not find the requested resource|metrics\.k8s\.io/.test(message))
    return {
      ...base,
      likelihood: 'likely',
      cause: 'what it scales by is not measured',
      fix: 'look at what serves this metric',
    };
  const api = seen.find<KubeObject>(apiService, 'v1beta1.metrics.k8s.io');
  return {
    ...base,
    likelihood: api && !seen.unread.has('apiregistration.k8s.io/v1 APIService') ? 'likely' : 'possible',
    cause: api
      ? 'the metrics of pods are not served'
      : 'nothing serves the metrics of pods: no metrics-server is installed',
    fix: api ? 'look at the pods of metrics-server' : 'install metrics-server',
    ...(api ? { at: printRef(api) } : {}),
  };
}

/** The condition that says it does nothing; undefined while it scales, or is to do nothing. */
function troubleOf(scaler: HorizontalPodAutoscaler, seen: SeenCluster): string | undefined {
  return ['AbleToScale', 'ScalingActive'].find((type) => {
    const found = conditionOf(scaler, type);
    return (
      found?.status === 'False' &&
      found.reason !== 'ScalingDisabled' &&
      (type === 'ScalingActive' || found.reason === 'FailedGetScale') &&
      isSettled(seen, found.lastTransitionTime)
    );
  });
}

const scaler = (type: string, status: string, [reason, message]: readonly [string, string]) =>
  exampleOf(['autoscaling/v2', 'HorizontalPodAutoscaler'], 'web', {
    namespace: 'apps',
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    status: {
      desiredReplicas: 1,
      currentMetrics: null,
      conditions: [{ type, status, reason, message, lastTransitionTime: '2026-01-01T11:30:00Z' }],
    },
  });
const noMetrics = [
  'FailedGetResourceMetric',
  'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
] as const;
const dead = exampleOf(['apiregistration.k8s.io/v1', 'APIService'], 'v1beta1.metrics.k8s.io', {
  spec: {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    insecureSkipTLSVerify: true,
    service: { name: 'measures', namespace: 'kube-system' },
  },
  status: {
    conditions: [
      { type: 'Available', status: 'False', reason: 'MissingEndpoints', lastTransitionTime: '2026-01-01T11:00:00Z' },
    ],
  },
});

/** An autoscaler that cannot tell what to do. */
export const autoscalerWithoutMetrics: Playbook = {
  id: 'autoscaler-without-metrics',
  symptom: 'A HorizontalPodAutoscaler shows <unknown> and does not scale.',
  why: 'without a metric it leaves the number of replicas as it is (kubernetes pkg/controller/podautoscaler/horizontal.go)',
  reads: [kinds.HorizontalPodAutoscaler, apiService],
  diagnose: (seen) =>
    seen.list<HorizontalPodAutoscaler>(kinds.HorizontalPodAutoscaler).flatMap((each) => {
      const type = troubleOf(each, seen);
      return type === undefined
        ? []
        : [{ object: printRef(each), shows: 'does not scale', causes: [causeOf(each, type, seen)] as const }];
    }),
  examples: {
    healthy: [
      { objects: [scaler('ScalingActive', 'True', ['ValidMetricFound', ''])] },
      { objects: [scaler('ScalingActive', 'False', ['ScalingDisabled', 'the replica count of the target is zero'])] },
    ],
    ill: [
      { objects: [scaler('ScalingActive', 'False', noMetrics)] },
      { objects: [scaler('ScalingActive', 'False', noMetrics), dead] },
      {
        objects: [
          scaler('ScalingActive', 'False', [
            'FailedGetResourceMetric',
            'failed to get cpu utilization: missing request for cpu in container web of Pod web-1',
          ]),
        ],
      },
      { objects: [scaler('AbleToScale', 'False', ['FailedGetScale', 'deployments.apps "web" not found'])] },
    ],
  },
};
