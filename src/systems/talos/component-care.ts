import type { ComposedSystem, NodePort } from '../../compose/composed-object.ts';
import { folder } from './component-names.ts';
import type { TalosLab } from './lab.ts';

/** What people must know of Talos as long as it runs. */
export const careOf = (lab: TalosLab): Pick<ComposedSystem, 'folders' | 'ports' | 'tasks' | 'pins' | 'ignored'> => ({
  folders: [{ path: folder, holds: 'what goes onto the machines: the schematic of the image, patches of the configs' }],
  ports: portsOf(lab),
  tasks: [
    { about: 'node', text: 'It boots the same image and gets its config as the others did; it joins by itself.' },
    {
      about: 'loss',
      text: 'A lost control plane is taken out of etcd: `talosctl etcd members`, `talosctl etcd remove-member ID`, then its node is deleted; a new machine with the same config takes its place. All are lost: `talosctl bootstrap --recover-from=SNAPSHOT`, from what `talosctl etcd snapshot` wrote before.',
    },
    {
      about: 'upgrade',
      text: 'Talos (`versions.talos`): `talosctl upgrade -n NODE --image IMAGE` with the installer of the schematic, one node at a time. Kubernetes (`versions.kubernetes`): `talosctl upgrade-k8s --to VERSION`, once.',
    },
    {
      about: 'key',
      text: 'The keys of the cluster: `talosctl rotate-ca`. The talosconfig is renewed by `talosctl config new` before its year ends.',
    },
  ],
  pins: [
    { field: 'talos', datasource: 'github-releases', dependency: 'siderolabs/talos' },
    { field: 'kubernetes', datasource: 'github-releases', dependency: 'kubernetes/kubernetes' },
  ],
  ignored: ['talosconfig', 'secrets.yaml', 'out/'],
});

/** Upstream: talos docs, learn-more/talos-network-connectivity and talos-linux-security/ingress-firewall. */
const portsOf = ({ nodes }: TalosLab): readonly NodePort[] => [
  {
    ports: '6443',
    protocol: 'TCP',
    on: 'control planes',
    from: 'all nodes, and whoever runs kubectl',
    purpose: 'the API of Kubernetes',
  },
  {
    ports: '50000',
    protocol: 'TCP',
    on: 'all nodes',
    from: 'control planes, and whoever runs talosctl',
    purpose: 'the API of Talos',
  },
  {
    ports: '50001',
    protocol: 'TCP',
    on: 'control planes',
    from: 'all nodes',
    purpose: 'trustd: certificates of nodes that join',
  },
  ...(nodes.filter(({ role }) => role === 'control-plane').length > 1
    ? [{ ports: '2379-2380', protocol: 'TCP', on: 'control planes', from: 'control planes', purpose: 'etcd' } as const]
    : []),
  { ports: '10250', protocol: 'TCP', on: 'all nodes', from: 'all nodes', purpose: 'kubelets: logs, exec, metrics' },
  {
    ports: '4789',
    protocol: 'UDP',
    on: 'all nodes',
    from: 'all nodes',
    purpose: 'the network of the pods (flannel, VXLAN)',
  },
];
