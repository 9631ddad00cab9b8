import type { Claim } from '../system.ts';

const tested = 'src/systems/kubernetes';

export const kubernetesClaims: readonly Claim[] = [
  {
    behaviour:
      'Deployments: revisions, rolling update within maxSurge and maxUnavailable, Recreate, pause, proportional scaling, progress deadline, conditions and events',
    upstream: 'kubernetes pkg/controller/deployment',
    tested: `${tested}/controller-deployment.test.ts`,
  },
  {
    behaviour: 'Replica sets: creation, choice of the pods to delete, adoption and release, status',
    upstream: 'kubernetes pkg/controller/replicaset, pkg/controller/controller_utils.go',
    tested: `${tested}/controller-deployment.test.ts`,
  },
  {
    behaviour:
      'Scheduling: taints, node selectors and affinity, host ports, resources, pod affinity, topology spread, unschedulable nodes, texts of FailedScheduling',
    upstream: 'kubernetes pkg/scheduler/framework/plugins',
    tested: `${tested}/semantics-scheduling.test.ts`,
    notModelled:
      'preemption; among equal nodes the emptiest and then the first by name is taken, upstream scores and draws',
  },
  {
    behaviour: 'Kubelet: pull, start, probes, conditions, termination, missing Secrets and ConfigMaps',
    upstream: 'kubernetes pkg/kubelet',
    tested: `${tested}/controller-kubelet.test.ts`,
    notModelled: 'crashes and failing probes of apps; ids of containers and images are made from names',
  },
  {
    behaviour: 'Endpoint slices per family and port set, their conditions and labels',
    upstream: 'k8s.io/endpointslice, kubernetes pkg/controller/endpointslice',
    tested: `${tested}/semantics-endpoint-slice.test.ts`,
    notModelled: 'topology hints and trafficDistribution',
  },
];
