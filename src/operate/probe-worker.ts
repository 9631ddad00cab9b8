import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { ClientBook, Noted } from './client-book.ts';
import { probeHttp } from './probe-http.ts';
import type { AskedProbe, ThreadData, ToldProbe } from './probe-thread.ts';

const { memory } = workerData as ThreadData;
const table = new Uint32Array(memory);
const users = new Map<number, Noted>();
const numbers = new Map<string, number>();

/** Whoever accepts the connection reads this once its first byte has come, which is written after it. */
function note(socket: Noted, address: string): void {
  const { port } = socket.address() as AddressInfo;
  users.set(port, socket);
  Atomics.store(table, port, numbers.get(address) ?? 0);
  socket.once('close', () => {
    if (users.get(port) !== socket) return;
    users.delete(port);
    Atomics.store(table, port, 0);
  });
}

const book: Pick<ClientBook, 'note'> = { note };

parentPort?.on('message', ({ id, probe, number }: AskedProbe) => {
  numbers.set(probe.from, number);
  void probeHttp(probe, book).then((answer) => parentPort?.postMessage({ id, answer } satisfies ToldProbe));
});
