// One container: started, probed, started again with back-off when it ends, ended when its pod ends.

import { environmentOf, expand } from './environment.mjs';
import { commandOf, portsOf } from './images.mjs';
import { startProbes } from './probes.mjs';
import { startContainer } from './sandbox.mjs';

const FIRST_BACKOFF_SECONDS = 10;
const LAST_BACKOFF_SECONDS = 300;
const FORGIVEN_AFTER_SECONDS = 600;

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

const signal = (child, name) => {
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
};

function userOf(pod, container) {
  const of = { ...pod.spec.securityContext, ...container.securityContext };
  return { id: of.runAsUser ?? 0, group: of.runAsGroup ?? of.runAsUser ?? 0 };
}

const mountsOf = (container, volumes, isFile) =>
  (container.volumeMounts ?? []).map(({ name, mountPath, subPath }) => {
    const from = subPath ? `${volumes.pathOf(name)}/${subPath}` : volumes.pathOf(name);
    return { from, to: mountPath, file: isFile(from) };
  });

/** What the API says of a container that has not run yet. */
export const waiting = (reason, message) => ({ waiting: { reason, ...(message && { message }) } });

/** Runs a container of a pod until `stop`; `onChange` hears of every change of its state. */
export function runContainer(setting, container, onChange) {
  const { api, pod, programs, network, folder, volumes, address, isFile, world } = setting;
  const state = { restarts: 0, ready: false, started: false, state: waiting('ContainerCreating'), lastState: {} };
  let child;
  let endProbes = () => undefined;
  let timer;
  let stopped = false;
  let backoff = FIRST_BACKOFF_SECONDS;
  const change = (fields) => onChange(Object.assign(state, fields));

  const ended = (code, startedAt) => {
    endProbes();
    const terminated = { exitCode: code, reason: code === 0 ? 'Completed' : 'Error', startedAt, finishedAt: now() };
    child = undefined;
    const again = !stopped && (pod.spec.restartPolicy ?? 'Always') === 'Always';
    change({ ready: false, started: false, state: { terminated }, ...(again && { lastState: { terminated } }) });
    if (!again) return;
    if (Date.now() - Date.parse(startedAt) > FORGIVEN_AFTER_SECONDS * 1000) backoff = FIRST_BACKOFF_SECONDS;
    const delay = state.restarts === 0 ? 0 : backoff;
    if (state.restarts > 0) backoff = Math.min(backoff * 2, LAST_BACKOFF_SECONDS);
    if (delay > 0) change({ state: waiting('CrashLoopBackOff', `back-off ${delay}s restarting failed container`) });
    timer = setTimeout(() => start(state.restarts + 1), delay * 1000);
  };

  const start = async (restarts) => {
    try {
      const environment = await environmentOf(api, pod, container);
      const program = commandOf(pod, container, { programs, ports: portsOf(container) });
      program.args = program.args.map((text) => expand(text, environment));
      if (stopped) return;
      const user = program.known ? userOf(pod, container) : { id: 0, group: 0 };
      const mounts = mountsOf(container, volumes, isFile);
      const readOnly = container.securityContext?.readOnlyRootFilesystem ?? false;
      const places = { network, folder, name: container.name, mounts, readOnly, world };
      child = startContainer({ ...places, program, environment, user });
      const startedAt = now();
      child.once('exit', (code) => ended(code ?? 137, startedAt));
      change({ restarts, state: { running: { startedAt } } });
      endProbes = startProbes(
        { container, address, pid: child.pid, standsIn: !program.known },
        {
          onReady: (ready) => change({ ready }),
          onStarted: () => change({ started: true }),
          onDead: () => child && signal(child, 'SIGKILL'),
        },
      );
    } catch (error) {
      change({ state: waiting('CreateContainerConfigError', error.message) });
      timer = setTimeout(() => start(restarts), 1000);
    }
  };
  start(0);

  return {
    state,
    /** Ends it: asked first, made to after `seconds`. */
    stop: (seconds) => {
      stopped = true;
      clearTimeout(timer);
      if (!child) return Promise.resolve();
      const gone = new Promise((done) => child.once('exit', done));
      signal(child, 'SIGTERM');
      const running = child;
      const force = setTimeout(() => signal(running, 'SIGKILL'), seconds * 1000);
      return gone.then(() => clearTimeout(force));
    },
  };
}
