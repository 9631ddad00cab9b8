import { setTimeout as sleep } from 'node:timers/promises';
import type { KindRef, UnknownObject } from '../../kube/object.ts';
import type { WatchEvent, WatchOptions } from '../cluster.ts';
import { type StatusBody, StatusError } from '../status-error.ts';
import { backOff } from './back-off.ts';
import type { Connection } from './connection.ts';
import type { Discovery } from './discovery.ts';
import { type Listing, readList } from './read-list.ts';
import { readStream } from './read-stream.ts';
import { printQuery, resourcePath, selecting } from './resource-path.ts';
import type { WatchLine } from './watch-lines.ts';
import { askedToWait, watchTrouble } from './watch-trouble.ts';
import { WatchedObjects } from './watched-objects.ts';

/** Where a watch looks. */
export interface Watching {
  readonly connection: Connection;
  readonly discovery: Discovery;
  readonly kind: KindRef;
}

/** Seconds after which a server ends a watch by itself, at least (client-go tools/cache/reflector.go minWatchTimeout). */
const shortestWatch = 300;
/** Milliseconds a server may be late with that. */
const grace = 30_000;
/** Milliseconds at most between two looks for a kind that is not served. */
const longestPoll = 5_000;

/**
 * One watch over all the connections it takes: goes on after cuts where it was, tells what has changed after a gap, waits for a kind that is
 * not served yet, and ends with an error when the API refuses it or has not answered for as long as a call may take.
 */
export class LiveWatch {
  readonly #where: Watching;
  readonly #onEvent: (event: WatchEvent) => void;
  readonly #options: WatchOptions;
  readonly #ending = new AbortController();
  readonly #objects = new WatchedObjects();
  /** Where to go on; undefined where all has to be listed. */
  #version: string | undefined;
  /** Tries since the last event. */
  #tries = 0;
  /** Milliseconds since the epoch when the API was last there. */
  #heard: number;

  constructor(where: Watching, onEvent: (event: WatchEvent) => void, options: WatchOptions) {
    this.#where = where;
    this.#onEvent = onEvent;
    this.#options = options;
    this.#heard = this.#now();
  }

  /** Resolves when it was stopped or ended, or has failed. */
  async run(): Promise<void> {
    while (!this.#isOver()) {
      try {
        this.#tries += 1;
        await this.#follow();
        // A server may end a watch at any time; one that does so again and again is not asked at once (reflector.go VeryShortWatchError).
        if (this.#tries > 1) await this.#wait(backOff(this.#tries - 1, this.#where.connection.runtime.random));
      } catch (thrown) {
        await this.#recover(thrown);
      }
    }
  }

  /** Nothing more is told. */
  stop(): void {
    this.#ending.abort();
  }

  /** The cluster is closed: that is told. */
  end(): void {
    if (this.#isOver()) return;
    this.stop();
    this.#options.onEnd?.();
  }

  /** Lists where that is needed, then watches until the server ends it. */
  async #follow(): Promise<void> {
    const { connection, discovery, kind } = this.#where;
    const listing = { kind, info: await discovery.ofKind(kind), options: this.#options };
    if (this.#version === undefined) {
      const { items, resourceVersion } = await readList(connection, listing);
      this.#heard = this.#now();
      for (const event of this.#objects.replace(items)) this.#tell(event);
      this.#version = resourceVersion;
    }
    if (!this.#isOver()) await this.#stream(listing);
  }

  async #stream({ info, options }: Listing): Promise<void> {
    const { connection } = this.#where;
    const timeoutSeconds = Math.round(shortestWatch * (1 + connection.runtime.random()));
    const query = { watch: true, resourceVersion: this.#version, allowWatchBookmarks: true, timeoutSeconds };
    const path = `${resourcePath(info, options)}${printQuery({ ...selecting(options), ...query })}`;
    const signal = AbortSignal.any([this.#ending.signal, connection.signal]);
    const answer = await connection.open({ method: 'GET', path }, { signal });
    const limits = { longestMs: timeoutSeconds * 1000 + grace, timeoutMs: connection.timeoutMs, signal };
    try {
      await readStream(answer, (line) => this.#take(line), limits);
    } finally {
      // Until now it was there, unless it was there to refuse.
      if ((answer.statusCode ?? 0) < 400) this.#heard = this.#now();
    }
  }

  #take({ type, object }: WatchLine): void {
    if (type === 'ERROR') throw new StatusError(object as unknown as StatusBody);
    const told = { ...this.#where.kind, ...object } as unknown as UnknownObject;
    this.#version = told.metadata.resourceVersion ?? this.#version;
    this.#tries = 0;
    if (type === 'BOOKMARK') return;
    const event = this.#objects.take({ type: type as WatchEvent['type'], object: told });
    if (event) this.#tell(event);
  }

  async #recover(thrown: unknown): Promise<void> {
    if (this.#isOver()) return;
    if (this.#where.connection.signal.aborted) return this.end();
    const trouble = watchTrouble(thrown);
    if (trouble === 'final') return this.#fail(thrown);
    if (trouble === 'not-served') return this.#waitForKind();
    if (trouble === 'gone') this.#version = undefined;
    else if (this.#now() - this.#heard >= this.#where.connection.timeoutMs) return this.#fail(thrown);
    // The first try after a cut follows at once.
    const wait = this.#tries < 2 ? 0 : backOff(this.#tries - 1, this.#where.connection.runtime.random);
    await this.#wait(askedToWait(thrown) ?? wait);
  }

  /** What was there of the kind is gone with it. */
  #waitForKind(): Promise<void> {
    const { connection, discovery, kind } = this.#where;
    discovery.forget(kind.apiVersion);
    for (const event of this.#objects.replace([])) this.#tell(event);
    this.#version = undefined;
    this.#heard = this.#now();
    return this.#wait(Math.min(longestPoll, backOff(this.#tries, connection.runtime.random)));
  }

  #fail(thrown: unknown): void {
    const error = this.#where.connection.say(thrown, { method: 'GET' });
    this.stop();
    if (!this.#options.onError) throwAside(error);
    this.#options.onError?.(error);
    this.#options.onEnd?.();
  }

  /** What a listener throws is its own: no trouble of the watch. */
  #tell(event: WatchEvent): void {
    if (this.#isOver()) return;
    try {
      this.#onEvent(event);
    } catch (thrown) {
      throwAside(thrown);
    }
  }

  async #wait(milliseconds: number): Promise<void> {
    const signal = AbortSignal.any([this.#ending.signal, this.#where.connection.signal]);
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
    if (this.#where.connection.signal.aborted) this.end();
  }

  #isOver(): boolean {
    return this.#ending.signal.aborted;
  }

  #now(): number {
    return this.#where.connection.runtime.now();
  }
}

function throwAside(thrown: unknown): void {
  queueMicrotask(() => {
    throw thrown;
  });
}
