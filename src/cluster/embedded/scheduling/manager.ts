import { messageOf } from '../../../core/errors.ts';
import type { WatchEvent } from '../../cluster.ts';
import type { Controller, ControllerContext, ControllerWatch, Request } from '../../controller.ts';
import { StatusError } from '../../status-error.ts';
import { type EndlessWork, EndlessWorkCounter } from './endless-work.ts';
import { reportWrites } from './reported-writes.ts';
import type { Scheduler } from './scheduler.ts';
import { WorkQueue } from './work-queue.ts';

export interface ControllerFailure {
  readonly controller: string;
  readonly request: string;
  readonly message: string;
  /** The API's reason, where it was a refusal. */
  readonly reason: string | undefined;
}

const keptFailures = 100;

type Mapping = NonNullable<ControllerWatch['requests']>;

/**
 * Runs controllers: feeds their queues from their watches, one request at a time over all of them, in the order the requests came.
 * While time is virtual, a request whose work never ends is stopped; at real pace it takes as long as it takes.
 */
export class Manager {
  readonly #scheduler: Scheduler;
  readonly #context: ControllerContext;
  readonly #failures: ControllerFailure[] = [];
  readonly #counter: EndlessWorkCounter;

  /** `objects` counts those in the store. */
  constructor(scheduler: Scheduler, context: ControllerContext, objects: () => number) {
    const counter = new EndlessWorkCounter(scheduler.now, objects);
    this.#counter = counter;
    this.#scheduler = scheduler;
    const cluster = reportWrites(context.cluster, {
      wrote: (object) => counter.wrote(object),
      removed: (uid) => counter.removed(uid),
    });
    this.#context = { ...context, cluster };
  }

  /** What was stopped or goes to and fro, in the order it was found. */
  endless(): readonly EndlessWork[] {
    return this.#counter.found();
  }

  /** Newest last. */
  failures(): readonly ControllerFailure[] {
    return [...this.#failures];
  }

  /** Switches controllers on, in order; the returned function switches them off. */
  add(controllers: readonly Controller[]): () => void {
    const stops = controllers.map((controller) => this.#addOne(controller));
    return () => {
      for (const stop of stops) stop();
    };
  }

  #addOne(controller: Controller): () => void {
    const queue = new WorkQueue(this.#scheduler, controller.id, (request) => this.#work(controller, queue, request));
    const stops: (() => void)[] = [];
    let stopped = false;
    this.#scheduler.post(controller.id, async () => {
      if (stopped) return;
      await this.#guard(controller, 'start', async () => {
        const end = await controller.start?.(this.#context, queue.add.bind(queue));
        if (stopped) end?.();
        else if (end) stops.push(end);
      });
      if (stopped) return;
      stops.push(...controller.watches.map((watch) => this.#feed(controller, queue, watch)));
      // What is there is told in microtasks. Only when all of it has been seen does work begin, as after client-go's WaitForCacheSync.
      await Promise.resolve();
      this.#scheduler.post(controller.id, () => queue.open());
    });
    return () => {
      stopped = true;
      for (const stop of stops) stop();
      queue.close();
    };
  }

  #feed(controller: Controller, queue: WorkQueue, watch: ControllerWatch): () => void {
    const { kind, requests } = watch;
    const onError = (error: Error): void => this.#note(controller, `watch of ${kind.kind}`, error);
    if (!requests) {
      return this.#context.cluster.watch(kind, ({ object }) => queue.add(requestOf(object.metadata)), { onError });
    }
    const onEvent = (event: WatchEvent): void => {
      this.#scheduler.post(controller.id, () => this.#map(controller, queue, requests, event));
    };
    return this.#context.cluster.watch(kind, onEvent, { onError });
  }

  /** Queues what a change asks for. Most watches know it at once: then nothing is waited for, as there are many changes. */
  #map(controller: Controller, queue: WorkQueue, requests: Mapping, event: WatchEvent): void | Promise<void> {
    const note = (error: unknown): void => {
      this.#note(controller, `${event.object.kind}/${event.object.metadata.name}`, error);
    };
    const add = (asked: readonly Request[]): void => {
      for (const request of asked) queue.add(request);
    };
    try {
      const asked = requests(event, this.#context.cluster);
      if (asked instanceof Promise) return asked.then(add).catch(note);
      add(asked);
    } catch (error) {
      note(error);
    }
  }

  async #work(controller: Controller, queue: WorkQueue, request: Request): Promise<void> {
    if (!this.#scheduler.started && !this.#counter.begins(controller.id, request)) return;
    try {
      const result = await controller.reconcile(request, this.#context);
      queue.forget(request);
      if (result?.requeueAfter !== undefined) queue.addAfter(request, result.requeueAfter * 1000);
    } catch (error) {
      this.#note(controller, request.namespace ? `${request.namespace}/${request.name}` : request.name, error);
      queue.addFailed(request);
    }
    this.#counter.ends();
  }

  async #guard(controller: Controller, request: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#note(controller, request, error);
    }
  }

  #note(controller: Controller, request: string, error: unknown): void {
    this.#failures.push({ controller: controller.id, request, message: messageOf(error), reason: reasonOf(error) });
    if (this.#failures.length > keptFailures) this.#failures.shift();
  }
}

const reasonOf = (error: unknown): string | undefined =>
  error instanceof StatusError ? error.status.reason : undefined;

const requestOf = ({ namespace = '', name }: { namespace?: string; name: string }): Request => ({ namespace, name });
