// A program run in mount, process and network namespaces of its own: whatever it makes there is gone when it ends, also when it is killed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../build.mjs';
import { buildPrograms } from './build.mjs';
import { reasonToSkip } from './prerequisites.mjs';

/** What a platform without a gate needs. */
export const withoutGate = ['hello', 'kube-proxy', 'metallb-controller', 'metallb-speaker'];

/** What a platform without Flux and cert-manager needs. */
export const withGate = [...withoutGate, 'traefik'];

/** Its own /run holds the names of namespaces and all data, in memory; the shell is there to take in orphans. */
const SETUP = `
mount -t proc proc /proc
mount -t tmpfs -o mode=755 run /run
mkdir -p /run/netns /run/platform
ip link set lo up
"$@" &
wait $!
`;

const log = (line) => console.log(line);

/**
 * Runs a script of this folder enclosed, after building what is missing of the programs it needs. Resolves to its exit code; 0 with a line
 * when the machine lacks what is needed.
 */
export function runEnclosed(script, args, programs = undefined) {
  const reason = reasonToSkip(programs);
  if (reason) {
    log(`skipped: ${reason}`);
    return Promise.resolve(0);
  }
  build({ log });
  buildPrograms(log, programs);
  const file = fileURLToPath(new URL(script, import.meta.url));
  const namespaces = ['--mount', '--propagation', 'private', '--net', '--pid', '--fork', '--kill-child=SIGKILL'];
  const command = [
    '--pdeathsig',
    'KILL',
    'unshare',
    ...namespaces,
    'sh',
    '-e',
    '-c',
    SETUP,
    'sh',
    process.execPath,
    file,
  ];
  const child = spawn('setpriv', [...command, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ENCLOSED_BY: String(process.pid) },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 130));
  });
}
