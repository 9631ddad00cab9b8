import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patience } from '../../test/patience.ts';
import { createClientBook } from './client-book.ts';
import { listen } from './forward.ts';
import { openProbeThread } from './probe-thread.ts';
import { createSharedNotes } from './shared-notes.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-thread-'));
const program = join(folder, 'probe-worker.mjs');
const broken = join(folder, 'broken.mjs');

beforeAll(async () => {
  await build({
    ...{ entryPoints: ['src/operate/probe-worker.ts'], outfile: program },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20' },
  });
  writeFileSync(broken, 'throw new Error("nothing works here");\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a server sees of clients whose probes a program sends. */
async function seenBy(file: string, clients: readonly string[]): Promise<readonly string[]> {
  const notes = createSharedNotes();
  const book = createClientBook(notes.at);
  const server = createServer((request, response) => response.end(book.addressOf(request.socket as Socket)));
  await listen(server, '127.0.0.1', 0);
  const { port } = server.address() as AddressInfo;
  const prober = openProbeThread({ clients: book, notes }, pathToFileURL(file));
  const ask = (from: string) =>
    prober.probe({ url: 'http://who.example/', host: '127.0.0.1', port, from, timeoutMs: patience(5000) });
  const answers = await Promise.all(clients.map(ask));
  await prober.close();
  await new Promise((done) => server.close(done));
  return answers.map(({ body }) => body);
}

describe('probes of a thread of its own', () => {
  const clients = ['10.0.0.8', '10.0.0.9', '2001:db8::7', '10.0.0.8'];

  test('each play their client', async () => {
    expect(existsSync(program)).toBe(true);
    expect(await seenBy(program, clients)).toEqual(clients);
  });

  test.each([
    ['whose program breaks off', broken],
    ['whose program is not there', join(folder, 'missing.mjs')],
  ])('%s are sent from here', async (_, file) => {
    expect(await seenBy(file, clients)).toEqual(clients);
  });
});
