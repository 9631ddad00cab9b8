import type { Claim } from '../system.ts';

/** What is modelled of k3s, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour: 'The config of each server and agent, in the order in which they join',
    upstream: 'pkg/cli/cmds/{server,agent}.go; docs: cli/server, datastore/ha-embedded',
    tested: 'src/systems/k3s/component.test.ts',
    notModelled: 'an external datastore, S3 snapshots, a registry of its own',
  },
  {
    behaviour: 'An address of its own for the API, held by kube-vip or keepalived',
    upstream: 'kube-vip pkg/kubevip/config_envvar.go; docs: datastore/cluster-loadbalancer',
    tested: 'src/systems/k3s/component.test.ts',
    notModelled: 'who holds it while it runs',
  },
  {
    behaviour:
      'servicelb: a DaemonSet for each Service of type LoadBalancer, its addresses those of nodes, ports of nodes that are taken, nodes and pools by label, beside another load balancer',
    upstream: 'pkg/cloudprovider/{loadbalancer,servicelb}.go; k3s-io/klipper-lb entry',
    tested: 'src/systems/k3s/servicelb/servicelb.test.ts',
    notModelled: 'clusters of which no lab says that k3s runs them: there it is taken to be left out',
  },
  {
    behaviour:
      'HelmChart and HelmChartConfig: a Job, then the chart with the values of both, `set` last, its namespace, upgrades and removal',
    upstream: 'k3s-io/helm-controller pkg/controllers/chart/chart.go; k3s-io/klipper-helm entry',
    tested: 'src/systems/k3s/helm/helm-chart.test.ts',
    notModelled:
      'charts in archives and at addresses of their own, failurePolicy, the ServiceAccount and the Secret of values of the Job; a Job that fails is taken to fail for good. `check` alone does not render them',
  },
];
