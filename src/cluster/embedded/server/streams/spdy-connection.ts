import { Duplex } from 'node:stream';
import { dataFrame, type Frame, FrameReader, pingFrame, replyFrame, resetFrame } from './spdy-frames.ts';
import { emptyHeaderWriter, headerReader } from './spdy-headers.ts';

/** A stream within a connection, opened by the client. */
export interface OpenedStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly stream: Duplex;
}

const mostStreams = 4096;

/**
 * The server's side of SPDY 3.1 as kubectl speaks it over a connection it took over: streams the client opens, without flow control,
 * as github.com/moby/spdystream has it. Ends with the transport, and takes its streams along.
 */
export function serveSpdy(transport: Duplex, onStream: (opened: OpenedStream) => void): void {
  const reader = new FrameReader();
  const readHeaders = headerReader();
  const emptyHeaders = emptyHeaderWriter();
  const streams = new Map<number, Duplex>();
  const send = (frame: Buffer, done: (error?: Error | null) => void = () => {}): void => {
    if (transport.writable) transport.write(frame, done);
    else done();
  };
  const open = async (frame: Frame & { kind: 'open' }) => {
    const headers = await readHeaders(frame.headers);
    if (streams.size >= mostStreams) return send(resetFrame(frame.id));
    const stream = makeStream(frame.id, send, () => streams.delete(frame.id), transport);
    streams.set(frame.id, stream);
    send(replyFrame(frame.id, emptyHeaders()));
    onStream({ id: frame.id, headers, stream });
    if (frame.ends) stream.push(null);
  };
  const carry = async (frame: Frame): Promise<void> => {
    if (frame.kind === 'open') return open(frame);
    if (frame.kind === 'ping') return send(pingFrame(frame.id));
    if (frame.kind === 'away') {
      transport.end();
      return;
    }
    if (frame.kind === 'other') return;
    const stream = streams.get(frame.id);
    if (frame.kind === 'reset') {
      streams.delete(frame.id);
      stream?.destroy();
      return;
    }
    if (stream === undefined || stream.readableEnded) return;
    // Who does not read holds up the connection: there is nothing smaller to hold up.
    if (frame.data.length > 0 && !stream.push(frame.data)) transport.pause();
    if (frame.ends) stream.push(null);
  };
  // Headers take a moment to read, and what follows them waits for it.
  let turn: Promise<void> = Promise.resolve();
  transport.on('data', (chunk: Buffer) => {
    turn = turn
      .then(async () => {
        for (const frame of reader.push(chunk)) await carry(frame);
      })
      .catch(() => {
        transport.destroy();
      });
  });
  transport.once('close', () => {
    for (const stream of streams.values()) stream.destroy();
    streams.clear();
  });
}

function makeStream(
  id: number,
  send: (frame: Buffer, done?: (error?: Error | null) => void) => void,
  forget: () => void,
  transport: Duplex,
): Duplex {
  const stream: Duplex = new Duplex({
    read: () => void transport.resume(),
    write: (chunk: Buffer, _encoding, done) => send(dataFrame(id, chunk, false), done),
    final: (done) => send(dataFrame(id, Buffer.alloc(0), true), done),
    destroy: (_error, done) => {
      forget();
      transport.resume();
      if (!stream.readableEnded || !stream.writableFinished) send(resetFrame(id));
      done(null);
    },
  });
  return stream;
}
