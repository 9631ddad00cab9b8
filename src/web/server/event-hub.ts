import type { ServerResponse } from 'node:http';
import { ignoreErrors } from '../../core/ignore-errors.ts';

/** Something that happens. What has the same key is the newest state of one thing: who was too slow for the ones before misses nothing by it. */
export interface HubEvent {
  readonly key: string;
  readonly type: string;
  readonly data: unknown;
}

/** Tells all listeners what happens, without ever waiting for one or keeping more than the newest of each key. */
export interface EventHub {
  readonly publish: (event: HubEvent) => void;
  /** Takes over an answer: it stays open until its client or the hub goes. */
  readonly attach: (response: ServerResponse, first: readonly HubEvent[]) => void;
  readonly listeners: () => number;
  readonly close: () => void;
}

/** What is bounded. */
export interface HubLimits {
  /** Milliseconds between two writes to one listener. */
  readonly pace: number;
  /** Milliseconds after which a listener hears that the server lives. */
  readonly heartbeat: number;
  /** Keys that are kept for a slow listener; beyond them it is told to read everything anew. */
  readonly most: number;
}

const usual: HubLimits = { pace: 50, heartbeat: 15_000, most: 2000 };

interface Listener {
  readonly response: ServerResponse;
  readonly pending: Map<string, HubEvent>;
  isBlocked: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Makes a hub. Ten thousand events a second come to one write each {@link HubLimits.pace}. */
export function createEventHub(limits: HubLimits = usual): EventHub {
  const listeners = new Set<Listener>();
  const heartbeat = setInterval(() => {
    for (const { response, isBlocked } of listeners) if (!isBlocked) response.write(': alive\n\n');
  }, limits.heartbeat).unref();
  const flush = (listener: Listener): void => {
    listener.timer = undefined;
    if (listener.isBlocked || listener.pending.size === 0) return;
    const text = [...listener.pending.values()].map(printEvent).join('');
    listener.pending.clear();
    listener.isBlocked = !listener.response.write(text);
  };
  const schedule = (listener: Listener): void => {
    if (!listener.isBlocked) listener.timer ??= setTimeout(flush, limits.pace, listener);
  };
  const tell = (listener: Listener, event: HubEvent): void => {
    // Moved to the end: what is told last is what happened last.
    listener.pending.delete(event.key);
    listener.pending.set(event.key, event);
    if (listener.pending.size > limits.most) {
      listener.pending.clear();
      listener.pending.set('resync', { key: 'resync', type: 'resync', data: {} });
    }
    schedule(listener);
  };
  const leave = (listener: Listener): void => {
    clearTimeout(listener.timer);
    listeners.delete(listener);
  };
  return {
    publish: (event) => {
      for (const listener of listeners) tell(listener, event);
    },
    attach: (response, first) => {
      const listener: Listener = { response, pending: new Map(), isBlocked: false, timer: undefined };
      ignoreErrors(response);
      response.on('close', () => leave(listener));
      response.on('drain', () => {
        listener.isBlocked = false;
        schedule(listener);
      });
      listeners.add(listener);
      for (const event of first) tell(listener, event);
    },
    listeners: () => listeners.size,
    close: () => {
      clearInterval(heartbeat);
      for (const listener of listeners) {
        leave(listener);
        listener.response.destroy();
      }
    },
  };
}

const printEvent = ({ type, data }: HubEvent): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
