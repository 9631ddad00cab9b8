// Commands run inside the platform's own namespaces.
import { spawn, spawnSync } from 'node:child_process';

/** The arguments that put a command into a network namespace. Not `ip netns exec`: it would hide namespaces that come later. */
export const inside = (namespace, ...command) => ['nsenter', `--net=/run/netns/${namespace}`, ...command];

/** Runs a script of shell lines; throws with the line that failed. */
export function sh(lines) {
  const script = Array.isArray(lines) ? lines.join('\n') : lines;
  const done = spawnSync('sh', ['-e', '-x'], { input: script, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`failed: ${done.stderr.trim().split('\n').slice(-4).join('\n')}`);
  return done.stdout;
}

/** The output of a command, whatever its exit code; both are told. */
export function run(command, { input, limitSeconds = 60 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => (out[name] += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), limitSeconds * 1000);
    child.once('error', (error) => resolve({ ...out, code: 127, stderr: error.message }));
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ ...out, code: code ?? 137 });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
