// Namespaces and roots: where the processes of a pod live.
import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inside, sh } from '../platform/shell.mjs';

const quote = (text) => `'${String(text).replaceAll("'", `'\\''`)}'`;

/** A pod's network: that of the node, or a namespace of its own on the node's bridge, whose ports let a pod reach itself. */
export function openNetwork({ node, pod, address, gateway }) {
  if (pod.spec.hostNetwork) return node;
  const short = pod.metadata.uid.slice(0, 8);
  const name = `${node}+${short}`;
  const within = (line) => inside(name, line).join(' ');
  sh([
    `ip netns add ${name}`,
    `ip link add eth0 netns ${name} type veth peer name v${short} netns ${node}`,
    inside(node, `ip link set v${short} master cni0 up`).join(' '),
    inside(node, `bridge link set dev v${short} hairpin on`).join(' '),
    within('ip link set lo up'),
    within(`ip address add ${address}/24 dev eth0`),
    within('ip link set eth0 up'),
    within(`ip route add default via ${gateway}`),
    within('sysctl -q -w net.ipv4.ip_unprivileged_port_start=0'),
  ]);
  return name;
}

/** Takes the network down; a namespace lives on while its sockets do, so its cable goes first. */
export function closeNetwork(network, node) {
  if (network === node) return;
  try {
    sh([inside(network, 'ip link del eth0').join(' '), `ip netns del ${network}`]);
  } catch {
    // It is gone already.
  }
}

const DEVICES = ['null', 'zero', 'random', 'urandom'];

/** Whom a pod asks for names, and whose certificates it trusts; nobody where no world is served. */
const worldLines = (at, world) =>
  world
    ? [
        `mkdir -p ${quote(at('etc/ssl/certs'))}`,
        `printf 'nameserver ${world.names}\\n' > ${quote(at('etc/resolv.conf'))}`,
        `cp ${quote(world.trusted)} ${quote(at('etc/ssl/certs/ca-certificates.crt'))}`,
      ]
    : [];

/** Lines that lay out a root: the program, devices, names, and the volumes where the container wants them. */
function rootLines(root, { binary, mounts, readOnly, world }) {
  const at = (path) => join(root, path);
  const bind = (from, to) => `mount --bind ${quote(from)} ${quote(to)}`;
  return [
    `mount -t tmpfs -o mode=755 root ${quote(root)}`,
    `mkdir -p ${['dev', 'proc', 'etc', 'tmp', 'var', 'run'].map((name) => quote(at(name))).join(' ')}`,
    `chmod 1777 ${quote(at('tmp'))}`,
    `ln -s ../run ${quote(at('var/run'))}`,
    `touch ${quote(at('program'))} ${DEVICES.map((name) => quote(at(`dev/${name}`))).join(' ')}`,
    bind(binary, at('program')),
    ...DEVICES.map((name) => bind(`/dev/${name}`, at(`dev/${name}`))),
    `mount -t proc proc ${quote(at('proc'))}`,
    `printf '127.0.0.1 localhost\\n' > ${quote(at('etc/hosts'))}`,
    ...worldLines(at, world),
    ...mounts.flatMap(({ from, to, file }) => [
      file ? `mkdir -p ${quote(dirname(at(to)))} && touch ${quote(at(to))}` : `mkdir -p ${quote(at(to))}`,
      bind(from, at(to)),
    ]),
    ...(readOnly ? [`mount -o remount,ro ${quote(root)}`] : []),
  ];
}

/** Starts a container; returns its process, which leads a group of its own. */
export function startContainer({ network, folder, name, program, environment, user, mounts, readOnly, world }) {
  const root = join(folder, `${name}.root`);
  mkdirSync(root, { recursive: true });
  const words = ['/program', ...program.args].map(quote).join(' ');
  const script = [
    ...rootLines(root, { binary: program.binary, mounts, readOnly, world }),
    `exec chroot --userspec=${user.id}:${user.group} ${quote(root)} ${words}`,
  ];
  const file = join(folder, `${name}.sh`);
  writeFileSync(file, `set -e\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n${script.join('\n')}\n`);
  const [command, ...args] = inside(network, 'unshare', '--mount', '--propagation', 'private', 'sh', file);
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(command, args, { stdio: ['ignore', log, log], env: environment, detached: true });
  closeSync(log);
  return child;
}

/** A folder for what a pod needs; only root looks into it. */
export function openFolder(base, pod) {
  const folder = join(base, pod.metadata.uid);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}

/** Takes away what the pod had; its logs too. */
export const closeFolder = (folder) => rmSync(folder, { recursive: true, force: true });

/** Names of files in a folder, none when there is no folder. */
export const entries = (folder) => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
