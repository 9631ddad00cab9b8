// Inside the enclosure: a lab of the examples on the real platform with real Flux, as its owner would have it before the first `up`.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump } from 'js-yaml';
import { credentials, fluxObjects } from '../flux/objects.mjs';
import { until } from '../platform/control-plane.mjs';
import { applyAll } from '../platform/objects.mjs';
import { planOf, startPlatform } from '../platform/platform.mjs';
import { podsReady } from '../platform/systems.mjs';
import { startWorld, worldIn } from '../world/start.mjs';

const command = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const context = 'netlab';

/** Wires and machines of a lab, and where its pods ask for names. */
export function planOfLab({ machines }) {
  const plan = planOf({ machines, clients: 240 });
  return { ...plan, world: worldIn('/run/platform', plan.driver) };
}

/** The kubeconfig with the platform under the name of its context. */
function nameContext({ folder, access }) {
  const config = JSON.parse(readFileSync(access.kubeconfig, 'utf8'));
  config.contexts[0].name = context;
  config['current-context'] = '';
  const path = join(folder, 'owner.kubeconfig');
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

/** Flux as `flux bootstrap` leaves it, and the world it reads; resolves when its controllers run. */
export async function startOwned(lab) {
  const platform = await startPlatform(planOfLab(lab));
  const flux = fluxObjects();
  const components = flux.map((object) => `---\n${dump(object, { noRefs: true })}`).join('');
  await startWorld(platform, lab, { 'cluster/flux-system/gotk-components.yaml': components });
  await applyAll(platform.api, [...flux, credentials]);
  await podsReady(platform.api, 'flux-system', 3, 180_000);
  return { ...platform, kubeconfig: nameContext(platform) };
}

/** Starts the command itself with a context; `ended` resolves to its exit code, what it printed, and seconds. */
export function startCommand(platform, args) {
  const all = [...args, '--context', context, '--kubeconfig', platform.kubeconfig, '--output', 'json'];
  const started = Date.now();
  const child = spawn(process.execPath, [command, ...all], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => (out[name] += chunk));
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ ...out, code, signal, seconds: (Date.now() - started) / 1000 }));
  });
  return { child, ended };
}

/** The report of a command; throws with what it said where it gave none. */
export function reportOf({ stdout, stderr, code }) {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`no report (exit ${code}): ${stderr.slice(-1000)}${stdout.slice(-1000)}`);
  }
}

/** Waits until nothing of Flux says that it is under way. */
export const fluxSettled = (api) =>
  until(
    'what Flux applies',
    async () => {
      const { items } = await api.get('/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations');
      return items.length > 0 && items.every(({ status }) => status?.conditions?.some(isReady));
    },
    600_000,
  );

const isReady = ({ type, status }) => type === 'Ready' && status === 'True';
