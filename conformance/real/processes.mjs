// Child processes that never outlive their owner: each logs to a file, and all end at stop, at exit and at Ctrl-C.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const GRACE_MILLISECONDS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM'];

/** Free loopback ports; held open together while they are chosen, so that they differ. */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function listen() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** A group of processes with one end and one data folder, which goes with them. */
export class Processes {
  #folder;
  #running = new Map();
  #onSignal = () => process.exit(130);
  #onExit = () => {
    this.#signal('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  };

  constructor(folder) {
    this.#folder = folder;
    process.once('exit', this.#onExit);
    for (const signal of SIGNALS) process.once(signal, this.#onSignal);
  }

  start(name, command, args, env = {}) {
    const log = openSync(join(this.#folder, `${name}.log`), 'a');
    const child = spawn(command, args, {
      stdio: ['ignore', log, log],
      cwd: this.#folder,
      env: { ...process.env, ...env },
    });
    closeSync(log);
    const ended = new Promise((done) => {
      child.once('exit', done);
      child.once('error', done);
    }).then(() => this.#running.delete(name));
    this.#running.set(name, { child, ended });
  }

  /** Throws with the end of its log when the process is gone. */
  expectRunning(name) {
    if (!this.#running.has(name)) throw new Error(`${name} ended:\n${this.logTail(name)}`);
  }

  logTail(name, lines = 15) {
    return readFileSync(join(this.#folder, `${name}.log`), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  }

  /** Asks all to end, and makes them end after a grace period. */
  async stop() {
    const ended = Promise.all([...this.#running.values()].map((entry) => entry.ended));
    this.#signal('SIGTERM');
    const force = setTimeout(() => this.#signal('SIGKILL'), GRACE_MILLISECONDS);
    await ended;
    clearTimeout(force);
    process.off('exit', this.#onExit);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #signal(signal) {
    for (const { child } of this.#running.values()) child.kill(signal);
  }
}
