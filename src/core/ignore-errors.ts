/** All that matters of an event emitter here. */
interface Emitter {
  readonly on: (event: 'error', listener: (error: Error) => void) => unknown;
}

const pass = (): void => undefined;

/**
 * For connections, requests, answers and servers: an error of theirs that nobody waits for passes by. A client may break off at any
 * moment; without a listener its error would end the process.
 */
export function ignoreErrors(...emitters: readonly Emitter[]): void {
  for (const emitter of emitters) emitter.on('error', pass);
}
