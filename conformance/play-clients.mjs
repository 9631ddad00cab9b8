// Does with an API server what programs built on client-go do (clients/*.go): informers, leader election, server-side apply …
//
//   node conformance/play-clients.mjs [--target embedded|real] [NAME...]
//
// Needs Go. Exit code 0: all went well; 1: something did not; 2: could not run.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { binariesFolder } from './engines.mjs';
import { importTypeScript } from './real/typescript.mjs';
import { startReal } from './start-real.mjs';

const sources = fileURLToPath(new URL('clients', import.meta.url));

function build() {
  const target = join(binariesFolder(), 'clients');
  mkdirSync(binariesFolder(), { recursive: true });
  const settings = { cwd: sources, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' } };
  const { status, error } = spawnSync('go', ['build', '-buildvcs=false', '-trimpath', '-o', target, '.'], settings);
  if (error) throw new Error(`go could not be run: ${error.message}`);
  if (status !== 0) throw new Error('the clients could not be built');
  return target;
}

/** Resolves with the path of a kubeconfig, and how to end what it leads to. */
async function start(target) {
  if (target === 'real') return startReal();
  const { startServed } = await importTypeScript('conformance/embedded/served.ts');
  const embedded = await startServed({ controllers: true });
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-clients-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, embedded.kubeconfig, { mode: 0o600 });
  const stop = async () => {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { kubeconfig, stop };
}

// The embedded cluster lives in this process: the clients must not block it.
const run = (command, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 2));
  });

async function main() {
  const options = { target: { type: 'string', default: 'embedded' } };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  if (!['embedded', 'real'].includes(values.target)) throw new Error('--target is embedded or real');
  const clients = build();
  const { kubeconfig, stop } = await start(values.target);
  try {
    return await run(clients, [kubeconfig, ...positionals]);
  } finally {
    await stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);
