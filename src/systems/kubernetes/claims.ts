import type { Claim } from '../system.ts';

const recorded = 'conformance/scenarios/workloads';

export const kubernetesClaims: readonly Claim[] = [
  {
    behaviour:
      'Deployments: revisions, rolling update within maxSurge and maxUnavailable, Recreate, pause, proportional scaling, progress deadline, conditions and events',
    upstream: 'kubernetes pkg/controller/deployment',
    tested: 'src/controlplane/workloads/deployment-controller.test.ts',
  },
  {
    behaviour: 'Replica sets: creation, choice of the pods to delete, adoption and release, status',
    upstream: 'kubernetes pkg/controller/replicaset, pkg/controller/controller_utils.go',
    tested: 'src/controlplane/workloads/deployment-controller.test.ts',
  },
  {
    behaviour: 'Template and revision hashes, to the digit',
    upstream: 'kubernetes pkg/controller/controller_utils.go ComputeHash, pkg/controller/history',
    tested: `${recorded}/template-hash`,
    notModelled: 'quantities that Go keeps as big decimals (100Ti and more)',
  },
  {
    behaviour: 'Daemon sets: which nodes, automatic tolerations, rolling update by removal and by surge, revisions',
    upstream: 'kubernetes pkg/controller/daemon',
    tested: 'src/controlplane/workloads/daemon-set-controller.test.ts',
    notModelled: 'back-off of pods that fail again and again',
  },
  {
    behaviour: 'Stateful sets: ordered and parallel, partitions, claims, revisions',
    upstream: 'kubernetes pkg/controller/statefulset',
    tested: 'src/controlplane/workloads/stateful-set-controller.test.ts',
    notModelled: 'maxUnavailable and persistentVolumeClaimRetentionPolicy',
  },
  {
    behaviour: 'Jobs: completions, parallelism, back-off limit, time to live',
    upstream: 'kubernetes pkg/controller/job, pkg/controller/ttlafterfinished',
    tested: 'src/controlplane/workloads/workloads.test.ts',
    notModelled: 'indexed jobs, pod failure policies, active deadlines, cron jobs',
  },
  {
    behaviour:
      'Scheduling: taints, node selectors and affinity, host ports, resources, pod affinity, topology spread, claims, texts of FailedScheduling',
    upstream: 'kubernetes pkg/scheduler/framework/plugins',
    tested: 'src/controlplane/scheduling/schedule-pod.test.ts',
    notModelled:
      'preemption; among equal nodes the emptiest and then the first by name is taken, upstream scores and draws',
  },
  {
    behaviour:
      'Kubelets: pull, start, probes, conditions, termination, restart after a power cut, missing Secrets and ConfigMaps',
    upstream: 'kubernetes pkg/kubelet',
    tested: 'src/controlplane/kubelet/kubelet-controller.test.ts',
    notModelled: 'crashes and failing probes of apps; ids of containers and images are made from names',
  },
  {
    behaviour:
      'Nodes: leases, unknown after 50 s of silence, taints by condition, eviction by NoExecute taints, pods of lost nodes',
    upstream: 'kubernetes pkg/controller/nodelifecycle, tainteviction, podgc',
    tested: 'src/controlplane/nodes/lifecycle-controller.test.ts',
    notModelled:
      'the lease of a living node is not written every 10 s; slower eviction when most nodes of a zone are lost',
  },
  {
    behaviour: 'Endpoint slices per family and port set, their conditions, labels and trigger times',
    upstream: 'k8s.io/endpointslice, kubernetes pkg/controller/endpointslice',
    tested: 'src/controlplane/networking/endpoint-slice.test.ts',
    notModelled: 'topology hints and trafficDistribution',
  },
  {
    behaviour: 'Endpoints of services, and slices that mirror hand-made Endpoints',
    upstream: 'kubernetes pkg/controller/endpoint, pkg/controller/endpointslicemirroring',
    tested: 'src/controlplane/workloads/workloads.test.ts',
    notModelled: 'truncation above 1000 addresses',
  },
  {
    behaviour:
      'kube-proxy: traffic policies, terminating endpoints, source ranges, masquerading, refusal without endpoints',
    upstream: 'kubernetes pkg/proxy/topology.go, pkg/proxy/iptables/proxier.go',
    tested: 'src/controlplane/networking/forwarding.test.ts',
    notModelled: 'the IPVS and nftables modes where they differ; session affinity is named, not played',
  },
  {
    behaviour:
      'Addresses that a pod may see instead of its client under traffic policy Cluster: bridge, tunnel or node',
    upstream:
      'kubernetes pkg/proxy/iptables/proxier.go MASQUERADE; flannel pkg/backend/vxlan; containernetworking bridge',
    tested: 'src/controlplane/networking/masquerade.test.ts',
    notModelled:
      'pod networks other than a bridge with vxlan or routes, and programs that take the place of kube-proxy',
  },
  {
    behaviour: 'The end of a namespace: content in order, finalizers, conditions',
    upstream: 'kubernetes pkg/controller/namespace',
    tested: 'src/controlplane/lifecycle/namespace-controller.test.ts',
  },
  {
    behaviour: 'Garbage collection by owners: background, foreground, orphans, custom kinds',
    upstream: 'kubernetes pkg/controller/garbagecollector',
    tested: 'src/controlplane/lifecycle/garbage-controller.test.ts',
  },
  {
    behaviour:
      'Volumes of registered drivers: attached to the node of a pod, Multi-Attach, detached, by force where a node is off',
    upstream:
      'kubernetes pkg/controller/volume/attachdetach, pkg/volume/csi/csi_attacher.go, pkg/kubelet/volumemanager',
    tested: 'src/controlplane/storage/attach-detach-controller.test.ts, conformance/scenarios/storage/attachment',
    notModelled:
      'what drivers refuse; how long unmounting takes; volumes of drivers that no CSIDriver registers are there at once',
  },
  {
    behaviour: 'Volumes and claims: binding, release, protection, delayed binding; disruption budgets',
    upstream: 'kubernetes pkg/controller/volume, pkg/controller/disruption',
    tested: 'src/controlplane/workloads/workloads.test.ts',
    notModelled: 'node affinity of volumes; a provisioner is taken to deliver after assumed seconds',
  },
  {
    behaviour: 'Quotas: what is used is counted, charged on admission, and given back; limit ranges fill in and refuse',
    upstream: 'kubernetes pkg/quota, pkg/controller/resourcequota, plugin/pkg/admission/limitranger',
    tested: 'src/kube/quota-usage.test.ts',
    notModelled: 'the quota of device claims',
  },
  {
    behaviour: 'Every namespace has a service account and kube-root-ca.crt',
    upstream: 'kubernetes pkg/controller/serviceaccount, pkg/controller/certificates/rootcacertpublisher',
    tested: 'src/controlplane/lifecycle/namespace-controller.test.ts',
    notModelled: 'the certificate is empty unless the caller passes it',
  },
  {
    behaviour: 'Apps: each pod is a small HTTP server on loopback that answers while its pod and node live',
    upstream: 'none: assumption app-answers',
    tested: 'src/controlplane/kubelet/pod-server.test.ts',
  },
];
