// Servers on loopback for `gatehouse verify` of many hosts: how long a run takes where all answer, where some are slow, refuse or hang, and
// where all but a tenth hang.
import { spawn } from 'node:child_process';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp } from 'node:net';

const hostsOf = (count) => Array.from({ length: count }, (_, i) => `app-${i}.home.example.org`);

const answer = (afterMs) => (_, response) => setTimeout(() => response.end('fine'), afterMs).unref();

/** What each kind of host does with a connection. */
const behaviours = {
  fine: () => createHttp(answer(0)),
  slow: () => createHttp(answer(1500)),
  hanging: () => createTcp((socket) => socket.on('error', () => undefined)),
};

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return server.address().port;
}

/** A port that nobody listens on. */
async function refusing() {
  const server = createTcp();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const mixes = {
  'all answer': ['fine'],
  'a fourth each answers, is slow, refuses and hangs': ['fine', 'slow', 'refusing', 'hanging'],
  'nine of ten hang': ['fine', ...Array(9).fill('hanging')],
};

/** Milliseconds that `verify` of a snapshot with so many hosts takes, for each of the mixes. */
export async function measureVerify(command, snapshot, count) {
  const ports = { refusing: await refusing() };
  const servers = [];
  for (const [kind, make] of Object.entries(behaviours)) {
    const server = make();
    servers.push(server);
    ports[kind] = await listen(server);
  }
  const rows = [];
  for (const [mix, kinds] of Object.entries(mixes)) {
    const to = hostsOf(count).flatMap((host, i) =>
      [80, 443].flatMap((port) => ['--connect-to', `${host}:${port}:127.0.0.1:${ports[kinds[i % kinds.length]]}`]),
    );
    const start = process.hrtime.bigint();
    const child = spawn(command[0], [...command.slice(1), 'verify', snapshot, '--quiet', '--output', 'json', ...to]);
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    await new Promise((resolve) => child.once('close', resolve));
    const { rows: asked } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    rows.push({ mix, requests: asked.length, ms: Number(process.hrtime.bigint() - start) / 1e6 });
  }
  for (const server of servers) server.close();
  return rows;
}
