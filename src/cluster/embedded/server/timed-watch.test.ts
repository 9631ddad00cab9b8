import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { apiClient } from '../../../../test/api-request.ts';
import { seededRuntime } from '../../../core/runtime.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { EmbeddedCluster, ServedApi } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';
import { carryStream } from './carry-stream.ts';
import type { ApiStream } from './wire.ts';

const path = '/api/v1/namespaces/default/configmaps';
const config = (n: number): KubeObject & { readonly data: Readonly<Record<string, string>> } => ({
  ...kinds.ConfigMap,
  metadata: { name: 'a', namespace: 'default' },
  data: { n: String(n) },
});

let embedded: EmbeddedCluster;
let api: ServedApi;
let client: ReturnType<typeof apiClient>;
beforeEach(async () => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  api = await embedded.serve();
  client = apiClient(api);
  await embedded.cluster.create(config(0));
});
afterEach(async () => {
  client.close();
  await embedded.stop();
});

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** Changes the object again and again while something goes on. */
async function whileChanging<T>(action: Promise<T>): Promise<T> {
  let done = false;
  const outcome = action.finally(() => {
    done = true;
  });
  for (let n = 1; !done; n++) {
    await embedded.cluster.update(config(n));
    await later();
  }
  return outcome;
}

describe('a watch with a time', () => {
  it('ends by itself, ten of them at once, under steady changes, and the server answers on', async () => {
    const watches = Array.from({ length: 10 }, (_, n) =>
      client.ask(`${path}?watch=true&timeoutSeconds=1&allowWatchBookmarks=${n % 2 === 0}`),
    );
    const replies = await whileChanging(Promise.all(watches));
    replies.forEach(({ status, text }, n) => {
      expect(status).toBe(200);
      const events = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(events.length).toBeGreaterThan(10);
      expect(events[0].type).toBe('ADDED');
      expect(events.at(-1).type).toBe(n % 2 === 0 ? 'BOOKMARK' : 'MODIFIED');
      const versions = events.slice(1).map(({ object }) => Number(object.metadata.resourceVersion));
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    });
    for (let n = 0; n < 10; n++) {
      await embedded.cluster.update(config(-n));
      await later();
    }
    expect((await client.ask(`${path}/a`)).status).toBe(200);
  });

  it.each(['-1', '99999999999999'])('may ask for %s seconds', async (seconds) => {
    const lines = seconds.startsWith('-') ? undefined : 1;
    expect((await client.ask(`${path}?watch=true&timeoutSeconds=${seconds}`, {}, lines)).status).toBe(200);
  });

  it('may be broken off in the middle, or before it began', async () => {
    const open = (): Promise<TLSSocket> =>
      new Promise((resolve) => {
        const socket = connect({ port: api.port, ca: api.ca, host: '127.0.0.1' }, () => resolve(socket));
      });
    const breakOff = async (delay: () => Promise<void>) => {
      const socket = await open();
      socket.on('error', () => undefined);
      socket.write(`GET ${path}?watch=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.token}\r\n\r\n`);
      await delay();
      socket.destroy();
    };
    const times = Array.from({ length: 40 }, (_, n) => breakOff(n % 2 === 0 ? async () => undefined : later));
    await whileChanging(Promise.all(times));
    expect((await client.ask(`${path}/a`)).status).toBe(200);
  });
});

it('the cluster stops at once although watches are open, and they end cleanly', async () => {
  const ends = Array.from(
    { length: 5 },
    () =>
      new Promise<boolean>((resolve, reject) => {
        const headers = { authorization: `Bearer ${api.token}` };
        request(`${api.url}${path}?watch=true`, { ca: api.ca, agent: false, headers }, (response) => {
          response.resume();
          response.once('end', () => resolve(response.complete));
          response.once('error', reject);
        })
          .once('error', reject)
          .end();
      }),
  );
  await later();
  await vi.waitFor(() => client.ask(`${path}/a`));
  const start = performance.now();
  await embedded.stop();
  expect(await Promise.all(ends)).toEqual(Array(5).fill(true));
  expect(performance.now() - start).toBeLessThan(5000);
});

it('the cluster stops at once although somebody has connected and says nothing', async () => {
  const silent = connectTcp({ port: api.port, host: '127.0.0.1' });
  silent.on('error', () => undefined);
  await new Promise((resolve) => silent.once('connect', resolve));
  const closed = new Promise((resolve) => silent.once('close', resolve));
  const start = performance.now();
  await embedded.stop();
  await closed;
  expect(performance.now() - start).toBeLessThan(5000);
});

describe('a stream', () => {
  interface Fake {
    readonly response: Parameters<typeof carryStream>[0];
    readonly calls: string[];
    readonly emit: (event: string) => void;
  }
  const fake = (state: { destroyed?: boolean; writableLength?: number } = {}): Fake => {
    const calls: string[] = [];
    const listeners = new Map<string, () => void>();
    const note = (event: string, listener: () => void) => void listeners.set(event, listener);
    const response = {
      destroyed: false,
      closed: false,
      writableLength: 0,
      ...state,
      flushHeaders: () => calls.push('head'),
      write: (piece: Buffer) => calls.push(String(piece)),
      end: () => calls.push('end'),
      once: note,
      on: note,
    };
    return { response: response as never, calls, emit: (event) => listeners.get(event)?.() };
  };
  const pieces = (...all: readonly (string | undefined)[]) => {
    const left = [...all];
    const stopped: string[] = [];
    let hooks = { wake: () => {}, end: () => {} };
    const stream: ApiStream = {
      next: () => {
        const piece = left.shift();
        return piece === 'end' ? 'end' : piece === undefined ? undefined : Buffer.from(piece);
      },
      open: (wake, end) => {
        hooks = { wake, end };
        return () => stopped.push('stopped');
      },
    };
    return { stream, stopped, wake: () => hooks.wake(), end: () => hooks.end() };
  };

  it('writes nothing after its end, and lets go of its source once', () => {
    const endings = new Set<() => void>();
    const { response, calls, emit } = fake();
    const { stream, stopped, wake, end } = pieces('a', undefined, 'b', 'c');
    carryStream(response, stream, endings);
    end();
    wake();
    end();
    emit('close');
    expect(calls).toEqual(['head', 'a', 'end']);
    expect(stopped[0]).toBe('stopped');
    expect(endings.size).toBe(0);
  });

  it('that is over from the start is let go of too', () => {
    const { response, calls } = fake();
    const { stream, stopped } = pieces('a', 'end');
    carryStream(response, stream, new Set());
    expect(calls).toEqual(['head', 'a', 'end']);
    expect(stopped).toEqual(['stopped']);
  });

  it('waits for a client who does not read', () => {
    const state = { writableLength: 10_000_000 };
    const { response, calls, emit } = fake(state);
    const { stream } = pieces('a', 'b');
    carryStream(response, stream, new Set());
    expect(calls).toEqual(['head']);
    Object.assign(response, { writableLength: 0 });
    emit('drain');
    expect(calls).toEqual(['head', 'a', 'b']);
  });

  it('is not begun for a client who is gone', () => {
    const endings = new Set<() => void>();
    const { response, calls } = fake({ destroyed: true });
    carryStream(response, pieces('a').stream, endings);
    expect(calls).toEqual(['head']);
    expect(endings.size).toBe(0);
  });
});
