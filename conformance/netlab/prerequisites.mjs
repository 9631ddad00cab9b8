// What the real platform needs of the machine; what is missing is said, not installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isBuilt } from '../engines.mjs';
import { missing } from './build.mjs';

/** Programs by the Debian package that brings them. */
const PACKAGES = {
  ip: 'iproute2',
  bridge: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  sysctl: 'procps',
  iptables: 'iptables',
  nft: 'nftables',
  conntrack: 'conntrack',
  arping: 'iputils-arping',
  curl: 'curl',
  git: 'git',
  tar: 'tar',
};

const onPath = (name) => process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, name)));

const canGo = () => spawnSync('go', ['version']).status === 0;

/** Why the real platform cannot run here with those programs; undefined when it can. Nothing that is only to be built counts where Go is. */
export function reasonToSkip(programs) {
  if (process.platform !== 'linux') return 'network namespaces are there on Linux alone';
  if (process.getuid() !== 0) return 'network namespaces are made by root alone';
  const packages = new Set(Object.keys(PACKAGES).flatMap((name) => (onPath(name) ? [] : [PACKAGES[name]])));
  if (packages.size > 0) return `missing packages: ${[...packages].sort().join(', ')} (apt-get install them)`;
  if (!existsSync('/proc/sys/net/bridge'))
    return 'the kernel module br_netfilter is not loaded (modprobe br_netfilter)';
  const unbuilt = [...(isBuilt() ? [] : ['the control plane']), ...missing(programs)];
  if (unbuilt.length > 0 && !canGo()) return `not built, and no Go is on PATH: ${unbuilt.join(', ')}`;
  return undefined;
}
