import type { ComposedSystem, NodePort, OwnSecret, PinnedVersion, Task } from '../../compose/composed-object.ts';
import { serversOf } from './component-config.ts';
import { k3sVersion } from './component-guide.ts';
import { folder } from './component-names.ts';
import type { K3sLab } from './lab.ts';

/** What people must know of k3s as long as it runs. */
export const careOf = (
  lab: K3sLab,
): Pick<ComposedSystem, 'folders' | 'ports' | 'tasks' | 'pins' | 'ignored' | 'ownSecrets'> => ({
  folders: [{ path: folder, holds: 'what goes onto the machines: the config of k3s for each' }],
  ports: portsOf(lab),
  tasks: tasksOf(lab),
  pins: pinsOf(lab),
  ignored: ['join-token', 'k3s.yaml'],
  ownSecrets: tokenOf(lab),
});

const tokenOf = ({ distribution: { token } }: K3sLab): readonly OwnSecret[] =>
  token?.sops === undefined
    ? []
    : [{ file: token.sops, key: token.key ?? 'token', purpose: 'the secret that nodes join with' }];

/** Upstream: docs, installation/requirements (networking), with the flannel back end that k3s takes by itself. */
function portsOf(lab: K3sLab): readonly NodePort[] {
  const servers = serversOf(lab);
  const { api, holder } = lab.distribution;
  return [
    {
      ports: '6443',
      protocol: 'TCP',
      on: 'control planes',
      from: 'all nodes, and whoever runs kubectl',
      purpose: 'the API of Kubernetes',
    },
    ...(servers.length > 1
      ? [
          {
            ports: '2379-2380',
            protocol: 'TCP',
            on: 'control planes',
            from: 'control planes',
            purpose: 'etcd',
          } as const,
        ]
      : []),
    { ports: '10250', protocol: 'TCP', on: 'all nodes', from: 'all nodes', purpose: 'kubelets: logs, exec, metrics' },
    {
      ports: '8472',
      protocol: 'UDP',
      on: 'all nodes',
      from: 'all nodes',
      purpose: 'the network of the pods (flannel, VXLAN); 51820 and 51821 instead with its WireGuard back end',
    },
    ...(api.address !== undefined && holder === 'keepalived'
      ? [
          {
            ports: '',
            protocol: 'VRRP',
            on: 'control planes',
            from: 'control planes',
            purpose: 'keepalived: who has the API address (protocol 112)',
          } as const,
        ]
      : []),
  ];
}

function tasksOf(lab: K3sLab): readonly Task[] {
  const [first] = serversOf(lab);
  const many = serversOf(lab).length > 2;
  return [
    {
      about: 'node',
      text: 'It joins as the others did: its config, the join token, then the install command of an agent or a server (see k3s).',
    },
    {
      about: 'loss',
      text: many
        ? 'A lost server leaves etcd with `kubectl delete node NODE`; the others go on as long as more than half of them are there. Make a new one before the next is lost. All are lost: `k3s server --cluster-reset --cluster-reset-restore-path=SNAPSHOT` on the first, from a snapshot under `/var/lib/rancher/k3s/server/db/snapshots` that you kept elsewhere.'
        : `What the cluster is lies on ${first === undefined ? 'its server' : `\`${first.name}\``} alone, under \`/var/lib/rancher/k3s/server\`: keep a copy of that folder elsewhere. Without it a new server starts an empty cluster, into which this repository is brought as at the first start.`,
    },
    {
      about: 'upgrade',
      text: `k3s (\`versions.kubernetes\`): servers first, one after the other, then agents: the install command with the new version, each node drained before. One minor version at a time; an agent is never newer than the servers.`,
    },
    {
      about: 'key',
      text: 'The join token: `k3s token rotate` on a server, then the new one into its file on each node. Certificates of k3s are renewed when it starts within 120 days of their end; restart it once a year.',
    },
  ];
}

const readme = '(^|/)README\\.md$';
const versioning = 'regex:^v?(?<major>\\d+)\\.(?<minor>\\d+)\\.(?<patch>\\d+)(\\+k3s(?<build>\\d+))?$';

function pinsOf({ versions, distribution: { api, holder } }: K3sLab): readonly PinnedVersion[] {
  const isWhole = k3sVersion(versions.kubernetes) === `v${versions.kubernetes.replace(/^v/, '')}`;
  return [
    {
      ...{ field: 'kubernetes', datasource: 'github-releases', dependency: 'k3s-io/k3s', versioning },
      ...(!isWhole && { extract: '^v(?<version>[^+]+)\\+k3s\\d+$' }),
      also: [{ files: readme, match: 'INSTALL_K3S_VERSION=(?<currentValue>\\S+)' }],
    },
    ...(api.address !== undefined && holder !== 'keepalived'
      ? [{ field: 'kubeVip', datasource: 'docker', dependency: 'ghcr.io/kube-vip/kube-vip' } as const]
      : []),
  ];
}
