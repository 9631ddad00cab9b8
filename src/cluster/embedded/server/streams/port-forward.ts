import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { type OpenedStream, serveSpdy } from './spdy-connection.ts';

/** Where a port is reached on this machine, or in words why not. */
export type Dial = (port: number) => Promise<{ readonly host: string; readonly port: number } | string>;

interface Pair {
  data?: Duplex;
  error?: Duplex;
}

/**
 * Forwards connections to a pod: for each the client opens two streams, one for its bytes and one for what goes wrong.
 * cri-streaming pkg/streaming/portforward/httpstream.go
 */
export function servePortForward(transport: Duplex, pod: string, dial: Dial): void {
  const pairs = new Map<string, Pair>();
  serveSpdy(transport, (opened) => {
    const { headers, stream } = opened;
    const type = headers.get('streamtype');
    const port = Number(headers.get('port'));
    if ((type !== 'data' && type !== 'error') || !Number.isInteger(port)) {
      stream.destroy();
      return;
    }
    const request = requestOf(opened, type);
    const pair = pairs.get(request) ?? {};
    pairs.set(request, pair);
    pair[type] = stream;
    stream.once('close', () => pairs.delete(request));
    if (type === 'error') stream.resume();
    if (pair.data && pair.error) void forward(pair.data, pair.error, { pod, port, dial });
  });
}

/** Clients of old give no number: they open the stream for errors just before that for data. */
function requestOf({ id, headers }: OpenedStream, type: 'data' | 'error'): string {
  return headers.get('requestid') ?? String(type === 'error' ? id : id - 2);
}

const mostPatience = 1000;

interface Wish {
  readonly pod: string;
  readonly port: number;
  readonly dial: Dial;
}

async function forward(data: Duplex, error: Duplex, { pod, port, dial }: Wish): Promise<void> {
  const fail = (why: string) => {
    error.end(`error forwarding port ${port} to pod ${pod}: ${why}`);
    data.destroy();
  };
  const place = await dial(port).catch((thrown: unknown) => String(thrown));
  if (typeof place === 'string') return fail(place);
  const socket = connect({ ...place, allowHalfOpen: true });
  socket.once('error', (thrown) => fail(thrown.message));
  socket.once('end', () => {
    if (!data.destroyed) data.end();
    // Who does not end its side in turn is not waited for, as containerd does it.
    setTimeout(() => socket.destroy(), mostPatience).unref();
  });
  socket.once('close', () => {
    if (!data.destroyed) data.end();
    if (!error.writableEnded) error.end();
  });
  data.once('close', () => socket.destroy());
  data.on('error', () => socket.destroy());
  error.on('error', () => {});
  data.pipe(socket);
  socket.pipe(data, { end: false });
}
