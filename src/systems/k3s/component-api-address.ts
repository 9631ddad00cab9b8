import { includes, parseAddress, parseCidr } from '../../core/address.ts';
import type { KubeObject } from '../../kube/object.ts';
import { writeYamlStream } from '../../kube/yaml-write.ts';
import { listOf } from '../../lab/list-of.ts';
import { serversOf } from './component-config.ts';
import { folder } from './component-names.ts';
import type { K3sLab } from './lab.ts';

/** What holds the API address, as files; none when the API has no address of its own. */
export function apiAddressFiles(lab: K3sLab): { path: string; text: string }[] {
  const { api, holder } = lab.distribution;
  if (api.address === undefined) return [];
  return holder === 'keepalived'
    ? serversOf(lab).map(({ name }, i) => ({
        path: `${folder}/${name}/keepalived.conf`,
        text: keepalivedConfig(lab, api.address!, i),
      }))
    : [{ path: `${folder}/manifests/kube-vip.yaml`, text: writeYamlStream(kubeVip(lab, api.address)) }];
}

/** The first server is preferred; the others follow in the order of the lab (keepalived.conf(5)). */
function keepalivedConfig(lab: K3sLab, address: string, index: number): string {
  const { family } = parseAddress(address)!;
  const network = listOf(lab.network.cidr)
    .map((cidr) => parseCidr(cidr)!)
    .find((range) => includes(range, parseAddress(address)!));
  const prefix = network?.prefix ?? (family === 4 ? 32 : 128);
  return `# The server that answers on 6443 and has the highest priority holds the address.
vrrp_script k3s_api {
  script "/usr/bin/timeout 2 /bin/bash -c '</dev/tcp/127.0.0.1/6443'"
  interval 2
  fall 3
}

vrrp_instance k3s_api {
  interface ${lab.distribution.interface ?? 'eth0'}
  state ${index === 0 ? 'MASTER' : 'BACKUP'}
  priority ${Math.max(1, 200 - index * 10)}
  virtual_router_id ${virtualRouter(address)}
  virtual_ipaddress {
    ${address}/${prefix}
  }
  track_script {
    k3s_api
  }
}
`;
}

/** From 1 to 255, one in the network: made of the address, that two addresses may not meet. */
const virtualRouter = (address: string): number => Number((parseAddress(address)!.value % 255n) + 1n);

const names = { name: 'kube-vip', namespace: 'kube-system' };

/** kube-vip for the API alone: Services are left to the load balancer (kube-vip pkg/kubevip/config_envvar.go, config_generator.go). */
const kubeVip = (lab: K3sLab, address: string): readonly KubeObject[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: names },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:kube-vip-role' },
    rules: [
      { apiGroups: [''], resources: ['nodes', 'services', 'endpoints'], verbs: ['list', 'get', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'get', 'watch'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        verbs: ['list', 'get', 'watch', 'update', 'create'],
      },
    ],
  } as KubeObject,
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'system:kube-vip-binding' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:kube-vip-role' },
    subjects: [{ kind: 'ServiceAccount', ...names }],
  } as KubeObject,
  kubeVipDaemonSet(lab, address),
];

function kubeVipDaemonSet(lab: K3sLab, address: string): KubeObject {
  const { family } = parseAddress(address)!;
  const settings = {
    vip_arp: 'true',
    address,
    port: '6443',
    ...(lab.distribution.interface !== undefined && { vip_interface: lab.distribution.interface }),
    vip_subnet: family === 4 ? '32' : '128',
    cp_enable: 'true',
    cp_namespace: names.namespace,
    svc_enable: 'false',
    vip_leaderelection: 'true',
    vip_leasename: 'plndr-cp-lock',
    vip_leaseduration: '15',
    vip_renewdeadline: '10',
    vip_retryperiod: '2',
  };
  const labels = { 'app.kubernetes.io/name': 'kube-vip-ds' };
  const env = Object.entries(settings).map(([name, value]) => ({ name, value }));
  const nodeName = { name: 'vip_nodename', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-vip-ds', namespace: names.namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: kubeVipPod(lab, [...env, nodeName]) },
    },
  } as KubeObject;
}

const kubeVipPod = (lab: K3sLab, env: readonly unknown[]) => ({
  serviceAccountName: names.name,
  hostNetwork: true,
  nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
  tolerations: [
    { operator: 'Exists', effect: 'NoSchedule' },
    { operator: 'Exists', effect: 'NoExecute' },
  ],
  containers: [
    {
      name: 'kube-vip',
      image: `ghcr.io/kube-vip/kube-vip:v${lab.versions.kubeVip.replace(/^v/, '')}`,
      args: ['manager'],
      env,
      securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] } },
    },
  ],
});
