import type { ServerResponse } from 'node:http';
import type { ApiStream } from './wire.ts';

/** Bytes that may wait for a client who reads slowly; what comes later is taken from the stream when these are read. */
const mostUnread = 256 * 1024;

/**
 * Writes a stream to its client at the pace the client reads, until either ends; `endings` holds how to end it while it lasts.
 * Nothing is written after the end.
 */
export function carryStream(response: ServerResponse, stream: ApiStream, endings: Set<() => void>): void {
  let over = false;
  let stop = (): void => undefined;
  const finish = (): void => {
    over = true;
    endings.delete(end);
    stop();
  };
  const end = (): void => {
    if (over) return;
    finish();
    response.end();
  };
  const wake = (): void => {
    while (!over && response.writableLength < mostUnread) {
      const piece = stream.next();
      if (piece === undefined) return;
      if (piece === 'end') end();
      else response.write(piece);
    }
  };
  response.flushHeaders();
  // Who is gone before it began is never told of as closed.
  if (response.destroyed || response.closed) return;
  endings.add(end);
  response.once('close', finish);
  response.on('drain', wake);
  stop = stream.open(wake, end);
  wake();
}
