// What clients see while something dies: failures by the second after it.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inside } from '../platform/shell.mjs';

const client = fileURLToPath(new URL('client.mjs', import.meta.url));

/** Asks addresses from a client's place from now on; what it returns ends that and gives the answers. */
function startClient(space, addresses) {
  const targets = Object.entries(addresses).map(([name, address]) => `${name}=${address}`);
  const [command, ...args] = inside(space, process.execPath, client, ...targets);
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  return () =>
    new Promise((resolve) => {
      child.once('close', () => resolve(JSON.parse(out)));
      child.stdin.end();
    });
}

const round = (milliseconds) => Math.round(milliseconds / 100) / 10;

/** First and last failure in seconds after the fault, the share that failed between them, and how they failed. */
function summary(answers, at) {
  const later = answers.filter(([time]) => time >= at);
  const failed = later.filter(([, answer]) => answer !== 'ok');
  if (failed.length === 0) return { failed: 0 };
  const [first] = failed[0];
  const [last] = failed.at(-1);
  const between = later.filter(([time]) => time >= first && time <= last);
  const kinds = {};
  for (const [, answer] of failed) kinds[answer] = (kinds[answer] ?? 0) + 1;
  // A connection is begun every 200 ms: the first that succeeds again is at most that much later.
  const until = later.find(([time]) => time > last)?.[0];
  return {
    failed: failed.length,
    fromSeconds: round(first - at),
    untilSeconds: until === undefined ? null : round(until - at),
    share: Math.round((failed.length / between.length) * 100) / 100,
    kinds,
  };
}

/** Lets something happen while clients ask, for `seconds`; tells what each of them saw. */
export async function watchFault(addresses, fault, seconds) {
  const stop = startClient('desk', addresses);
  await sleep(3000);
  const at = Date.now();
  await fault();
  await sleep(seconds * 1000);
  const answers = await stop();
  const healthy = (list) => list.filter(([time]) => time < at).every(([, answer]) => answer === 'ok');
  return Object.fromEntries(
    Object.entries(answers).map(([name, list]) => [name, { before: healthy(list), ...summary(list, at) }]),
  );
}
