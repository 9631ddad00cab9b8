import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { ClientBook } from './client-book.ts';
import { type ProbeAnswer, type ProbeRequest, probeHttp } from './probe-http.ts';
import type { SharedNotes } from './shared-notes.ts';

/** What the thread starts with. */
export interface ThreadData {
  readonly memory: SharedArrayBuffer;
}

/** A probe on its way to the thread, and the number under which its client is noted. */
export interface AskedProbe {
  readonly id: number;
  readonly probe: ProbeRequest;
  readonly number: number;
}

/** Its answer on the way back. */
export interface ToldProbe {
  readonly id: number;
  readonly answer: ProbeAnswer;
}

/** Sends probes. */
export interface Prober {
  readonly probe: (request: ProbeRequest) => Promise<ProbeAnswer>;
  readonly close: () => Promise<unknown>;
}

/** Who notes which client a probe plays, here and in another thread. */
export interface ProberBooks {
  readonly clients: ClientBook;
  readonly notes: SharedNotes;
}

/** The thread's program where the command is built: beside the folders that its parts lie in. */
const program = new URL('../probe-worker.js', import.meta.url);

/** Sends probes from this thread. */
export const openProber = ({ clients }: Pick<ProberBooks, 'clients'>): Prober => ({
  probe: (request) => probeHttp(request, clients),
  close: async () => undefined,
});

/**
 * Sends probes from a thread of its own, so that clients and servers do not wait for each other's processor; from this one where there is
 * no such program, and when the thread breaks off.
 */
export function openProbeThread({ clients, notes }: ProberBooks, file: URL = program): Prober {
  const here = openProber({ clients });
  if (!existsSync(file)) return here;
  const data: ThreadData = { memory: notes.memory() };
  let worker: Worker | undefined = new Worker(file, { workerData: data });
  const waiting = new Map<number, { readonly request: ProbeRequest; readonly tell: (answer: ProbeAnswer) => void }>();
  const breakOff = (): void => {
    worker = undefined;
    for (const { request, tell } of waiting.values()) void here.probe(request).then(tell);
    waiting.clear();
  };
  worker.on('message', ({ id, answer }: ToldProbe) => {
    waiting.get(id)?.tell(answer);
    waiting.delete(id);
  });
  worker.on('error', breakOff);
  worker.on('exit', breakOff);
  let asked = 0;
  const probe = (request: ProbeRequest): Promise<ProbeAnswer> => {
    if (!worker) return here.probe(request);
    const id = asked++;
    worker.postMessage({ id, probe: request, number: notes.numberOf(request.from) } satisfies AskedProbe);
    return new Promise((tell) => waiting.set(id, { request, tell }));
  };
  return { probe, close: async () => worker?.terminate() };
}
