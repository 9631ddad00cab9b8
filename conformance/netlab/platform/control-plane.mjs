// etcd, API server, controller manager and scheduler, in the namespace `control`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engine } from '../../engines.mjs';
import {
  apiserverArguments,
  controllerManagerArguments,
  etcdArguments,
  schedulerArguments,
} from '../../real/arguments.mjs';
import { connect } from '../../real/client.mjs';
import { writeCredentials, writeKubeconfig } from '../../real/files.mjs';
import { inside } from './shell.mjs';

const LIMIT_MILLISECONDS = 90_000;

/** Polls until `test` gives something; a bounded wait. */
export async function until(what, test, limit = LIMIT_MILLISECONDS) {
  const end = Date.now() + limit;
  let last;
  while (Date.now() < end) {
    const value = await test().catch((error) => {
      last = error;
      return undefined;
    });
    if (value) return value;
    await sleep(100);
  }
  throw new Error(`${what} took too long${last ? `: ${last.message}` : ''}`);
}

/** Tokens of everybody: the administrator, kube-proxy, and each node as its kubelet. */
function addTokens(files, nodes) {
  const kubelets = nodes.map(({ name }) => `${name}-token,system:node:${name},${name},"system:nodes"\n`);
  const all = [readFileSync(files.tokens, 'utf8'), 'proxy-token,system:kube-proxy,system:kube-proxy\n', ...kubelets];
  writeFileSync(files.tokens, all.join(''), { mode: 0o600 });
}

/** Where the defaults of a plain cluster decide what is seen: a dead node is noticed after 50 s. */
const grace = ['--node-monitor-period=5s', '--node-monitor-grace-period=50s'];

/** Starts the control plane; returns how it is reached. */
export async function startControlPlane(processes, folder, plan) {
  const files = writeCredentials(folder);
  addTokens(files, plan.nodes);
  const setup = { folder, files, ports: { etcd: 2379, peer: 2380, apiserver: 6443 } };
  const start = (name, args) => {
    const [command, ...rest] = inside('control', engine(name), ...args);
    processes.start(name, command, rest);
  };
  start('etcd', etcdArguments(setup));
  start('kube-apiserver', [
    ...apiserverArguments(setup),
    '--bind-address=0.0.0.0',
    `--advertise-address=${plan.control}`,
    '--endpoint-reconciler-type=lease',
    '--service-cluster-ip-range=10.43.0.0/16',
    '--enable-aggregator-routing=true',
  ]);
  const certificate = join(folder, 'certificates', 'apiserver.crt');
  const server = `https://${plan.control}:6443`;
  await until('the serving certificate', async () => existsSync(certificate));
  const access = { server, ca: readFileSync(certificate, 'utf8'), token: files.token };
  const api = connect(access);
  await until('the API server', async () => (await api.send({ method: 'GET', path: '/readyz' })).status === 200);
  const kubeconfig = writeKubeconfig(join(folder, 'kubeconfig'), access);
  start('kube-controller-manager', [...controllerManagerArguments({ folder, files, kubeconfig }), ...grace]);
  start('kube-scheduler', schedulerArguments({ kubeconfig }));
  await until('the controllers', async () => {
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    return (await api.send({ method: 'GET', path })).status === 200;
  });
  api.close();
  return { ...access, kubeconfig };
}
