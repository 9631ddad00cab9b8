import { serversOf } from './component-config.ts';
import { configPath, folder, manifestsPath, tokenPath } from './component-names.ts';
import type { K3sLab } from './lab.ts';

/** How k3s gets onto the machines, in Markdown. */
export function k3sGuide(lab: K3sLab): string {
  const [first] = serversOf(lab);
  if (!first) return '';
  const others = lab.nodes.filter((node) => node !== first);
  const servers = others.filter(({ role }) => role === 'control-plane');
  const agents = others.filter(({ role }) => role !== 'control-plane');
  const order = [
    `1. \`${first.name}\`, which starts the cluster.`,
    ...(servers.length > 0
      ? [`2. ${list(servers)}, one after the other: each joins when the one before is ready.`]
      : []),
    ...(agents.length > 0 ? [`${servers.length > 0 ? 3 : 2}. ${list(agents)}.`] : []),
  ];
  return `## k3s

In this order:

${order.join('\n')}

The secret that nodes join with lies in \`${tokenPath}\` on each of them, readable by root alone:

\`\`\`sh
${tokenCommand(lab)}
\`\`\`

Then on a server, with \`NODE\` as its name:

\`\`\`sh
${installCommands(lab, 'server')}
\`\`\`

${agents.length > 0 ? `And on an agent:\n\n\`\`\`sh\n${installCommands(lab, 'agent')}\n\`\`\`\n\n` : ''}The labels and taints of a node count when it registers: later they are changed with kubectl.
`;
}

const list = (nodes: readonly { readonly name: string }[]): string => nodes.map(({ name }) => `\`${name}\``).join(', ');

/** Puts the secret where k3s reads it; it never stands in an argument. */
function tokenCommand({ distribution: { token } }: K3sLab): string {
  const put = `ssh NODE 'sudo install -D -m 0600 /dev/stdin ${tokenPath}'`;
  if (token?.env !== undefined) return `printf '%s' "$${token.env}" | ${put}`;
  if (token?.file !== undefined) return `${put} < ${token.file}`;
  if (token?.sops !== undefined)
    return `sops --decrypt --extract '["stringData"]["${token.key ?? 'token'}"]' ${token.sops} | ${put}`;
  return `(umask 077; openssl rand -hex 32 > join-token)   # keep it, and never commit it\n${put} < join-token`;
}

/** The command that installs k3s, or brings it to another version (k3s install.sh). */
export const installCommand = ({ versions }: Pick<K3sLab, 'versions'>, role: 'server' | 'agent'): string =>
  `curl -sfL https://get.k3s.io | INSTALL_K3S_VERSION=${k3sVersion(versions.kubernetes)} sh -s - ${role}`;

/** k3s in the version of the lab, with what belongs to it. */
function installCommands(lab: K3sLab, role: 'server' | 'agent'): string {
  const isServer = role === 'server';
  const { api, holder } = lab.distribution;
  const vip = isServer && api.address !== undefined;
  return [
    `sudo install -D -m 0600 ${folder}/NODE/config.yaml ${configPath}`,
    ...(vip && holder !== 'keepalived'
      ? [`sudo install -D -m 0600 -t ${manifestsPath} ${folder}/manifests/kube-vip.yaml`]
      : []),
    ...(vip && holder === 'keepalived'
      ? [
          `sudo install -D -m 0644 ${folder}/NODE/keepalived.conf /etc/keepalived/keepalived.conf`,
          'sudo systemctl enable --now keepalived',
        ]
      : []),
    installCommand(lab, role),
  ].join('\n');
}

/** The release of k3s for a version of Kubernetes: its first, unless the version says which. */
export const k3sVersion = (kubernetes: string): string => {
  const version = `v${kubernetes.replace(/^v/, '')}`;
  return /\+k3s\d+$/.test(version) ? version : `${version}+k3s1`;
};
