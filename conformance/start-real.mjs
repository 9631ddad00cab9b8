// Starts the real control plane on free loopback ports with its own data folder, and ends it without a trace.
//
//   node conformance/start-real.mjs        runs until Ctrl-C and prints where it listens
//
// or, from a program: `const real = await startReal()`, then `real.server`, `real.ca`, `real.token`, `await real.stop()`.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { binariesFolder, engine } from './engines.mjs';
import {
  apiserverArguments,
  controllerManagerArguments,
  etcdArguments,
  kwokArguments,
  schedulerArguments,
} from './real/arguments.mjs';
import { connect } from './real/client.mjs';
import { writeCredentials, writeKubeconfig } from './real/files.mjs';
import { freePorts, Processes } from './real/processes.mjs';
import { importTypeScript } from './real/typescript.mjs';

const READY_LIMIT_MILLISECONDS = 90_000;

/** Polls until `test` gives a value that is not false; a bounded wait. */
async function until(what, processes, name, test) {
  const limit = Date.now() + READY_LIMIT_MILLISECONDS;
  while (Date.now() < limit) {
    processes.expectRunning(name);
    const value = await test().catch(() => false);
    if (value !== false) return value;
    await sleep(100);
  }
  throw new Error(`${what} took too long:\n${processes.logTail(name)}`);
}

async function startApiserver(processes, setup) {
  processes.start('etcd', engine('etcd'), etcdArguments(setup));
  processes.start('kube-apiserver', engine('kube-apiserver'), apiserverArguments(setup));
  const certificate = join(setup.folder, 'certificates', 'apiserver.crt');
  await until('the serving certificate', processes, 'kube-apiserver', async () => existsSync(certificate));
  const access = { server: `https://127.0.0.1:${setup.ports.apiserver}`, token: setup.files.token };
  return until('the API server', processes, 'kube-apiserver', async () => {
    const ca = readFileSync(certificate, 'utf8');
    const client = connect({ ...access, ca });
    const answer = await client.send({ method: 'GET', path: '/readyz' }).finally(() => client.close());
    return answer.status === 200 && { ...access, ca };
  });
}

function startControllers(processes, setup) {
  const stages = join(binariesFolder(), 'stages');
  const kwok = { ...setup, stages: readdirSync(stages).map((file) => join(stages, file)) };
  processes.start('kube-controller-manager', engine('kube-controller-manager'), controllerManagerArguments(setup));
  processes.start('kube-scheduler', engine('kube-scheduler'), schedulerArguments(setup));
  processes.start('kwok', engine('kwok'), kwokArguments(kwok), { HOME: setup.folder });
}

/** The controllers are at work once a namespace has its service account. */
function controllersReady(processes, access) {
  const client = connect(access);
  const path = '/api/v1/namespaces/default/serviceaccounts/default';
  return until('the controllers', processes, 'kube-controller-manager', async () => {
    for (const name of ['kube-scheduler', 'kwok']) processes.expectRunning(name);
    return (await client.send({ method: 'GET', path })).status === 200 && true;
  }).finally(() => client.close());
}

/** Starts everything; resolves when requests are answered and the controllers are at work. */
export async function startReal() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-conformance-'));
  const processes = new Processes(folder);
  const stop = () => processes.stop();
  try {
    const [etcd, peer, apiserver] = await freePorts(3);
    const setup = { folder, ports: { etcd, peer, apiserver }, files: writeCredentials(folder) };
    const access = await startApiserver(processes, setup);
    const kubeconfig = writeKubeconfig(join(folder, 'kubeconfig'), access);
    startControllers(processes, { ...setup, kubeconfig });
    await controllersReady(processes, access);
    return { ...access, kubeconfig, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Starts the embedded API with the real controller manager, scheduler and kwok in place of our own controllers: what differs then from
 * the real control plane is the API's doing.
 */
export async function startMixed() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-conformance-'));
  const processes = new Processes(folder);
  const { startServed } = await importTypeScript('conformance/embedded/served.ts');
  const embedded = await startServed({ controllers: false });
  const stop = async () => {
    await processes.stop();
    await embedded.stop();
  };
  try {
    const kubeconfig = writeKubeconfig(join(folder, 'kubeconfig'), embedded);
    mkdirSync(join(folder, 'certificates'));
    writeFileSync(join(folder, 'certificates', 'apiserver.crt'), embedded.ca);
    startControllers(processes, { folder, files: writeCredentials(folder), kubeconfig });
    await controllersReady(processes, embedded);
    return { ...embedded, kubeconfig, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function main() {
  const started = Date.now();
  const real = await startReal();
  console.log(
    `ready after ${((Date.now() - started) / 1000).toFixed(1)} s: ${real.server}\nexport KUBECONFIG=${real.kubeconfig}`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
}
