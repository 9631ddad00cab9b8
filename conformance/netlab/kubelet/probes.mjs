// Probes of a container: HTTP, TCP and exec, with the thresholds of the API.
import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { connect } from 'node:net';
import { run } from '../platform/shell.mjs';
import { portNumber } from './images.mjs';

function asksHttp({ scheme = 'HTTP', host, path = '/', httpHeaders = [] }, port, address, limit) {
  const ask = scheme.toUpperCase() === 'HTTPS' ? https : http;
  const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
  return new Promise((resolve) => {
    const call = ask(
      { host: host ?? address, port, path, headers, rejectUnauthorized: false, timeout: limit },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode >= 200 && answer.statusCode < 400);
      },
    );
    call.once('timeout', () => call.destroy());
    call.once('error', () => resolve(false));
    call.end();
  });
}

function asksTcp({ host }, port, address, limit) {
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? address, port, timeout: limit });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** Whether one probe succeeds now; a command is run beside the process, and holds for a stand-in, which has no such program. */
async function asks(probe, { container, address, pid, standsIn }) {
  const limit = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.httpGet) return asksHttp(probe.httpGet, portNumber(container, probe.httpGet.port), address, limit);
  if (probe.tcpSocket) return asksTcp(probe.tcpSocket, portNumber(container, probe.tcpSocket.port), address, limit);
  if (!probe.exec || standsIn) return true;
  const command = ['nsenter', `--target=${pid}`, '--mount', '--net', `--root=/proc/${pid}/root`, ...probe.exec.command];
  return (await run(command, { limitSeconds: limit / 1000 })).code === 0;
}

/** Asks a probe again and again; `onChange` hears of each turn. Returns what ends it. */
function keepAsking(probe, context, onChange) {
  const { periodSeconds = 10, successThreshold = 1, failureThreshold = 3, initialDelaySeconds = 0 } = probe;
  let ended = false;
  let timer;
  let row = 0;
  let last;
  const once = async () => {
    const answer = await asks(probe, context);
    if (ended) return;
    row = answer === last ? row + 1 : 1;
    last = answer;
    if (row === (answer ? successThreshold : failureThreshold)) onChange(answer);
    if (!ended) timer = setTimeout(once, periodSeconds * 1000);
  };
  timer = setTimeout(once, initialDelaySeconds * 1000);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/**
 * All probes of a running container: `onReady(true|false)`, `onStarted()`, and `onDead()` when it is to be killed. The others wait for
 * the startup probe. Returns what ends them.
 */
export function startProbes(context, { onReady, onStarted, onDead }) {
  const { readinessProbe, livenessProbe, startupProbe } = context.container;
  const ends = [];
  const rest = () => {
    onStarted();
    if (readinessProbe) ends.push(keepAsking(readinessProbe, context, onReady));
    else onReady(true);
    if (livenessProbe) ends.push(keepAsking(livenessProbe, context, (alive) => alive || onDead()));
  };
  if (!startupProbe) rest();
  else {
    let started = false;
    ends.push(
      keepAsking({ ...startupProbe, successThreshold: 1 }, context, (up) => {
        if (!up && !started) onDead();
        if (up && !started) {
          started = true;
          ends.shift()?.();
          rest();
        }
      }),
    );
  }
  return () => {
    for (const end of ends.splice(0)) end();
  };
}
