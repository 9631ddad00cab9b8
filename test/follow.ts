import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { ServedApi } from '../src/cluster/embedded/contract.ts';

interface Item {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
}

/** What a follower has read of a collection. */
export interface Follower {
  /** Versions by name, as far as it was told. */
  readonly seen: ReadonlyMap<string, string>;
  readonly counts: { lists: number; watches: number; events: number };
  readonly stop: () => Promise<void>;
}

export interface FollowOptions {
  readonly path: string;
  /** Seconds after which each watch ends. */
  readonly seconds: number;
  readonly accept?: string;
}

/** Follows a collection as client-go's reflectors do: lists in pages, watches for a time, watches on, lists anew when told to. */
export function follow(api: ServedApi, { path, seconds, accept = 'application/json' }: FollowOptions): Follower {
  const agent = new Agent({ keepAlive: true, ca: api.ca });
  const headers = { authorization: `Bearer ${api.token}`, accept };
  const seen = new Map<string, string>();
  const counts = { lists: 0, watches: 0, events: 0 };
  let stopped = false;
  const lines = (query: Record<string, string>, onLine: (text: string) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const outgoing = request(`${api.url}${path}?${new URLSearchParams(query)}`, { agent, headers }, (response) => {
        createInterface(response).on('line', onLine).once('close', resolve);
        response.on('error', reject);
      });
      outgoing.on('error', reject).end();
    });
  const list = async (): Promise<string> => {
    counts.lists += 1;
    seen.clear();
    let token = '';
    let version = '';
    do {
      let text = '';
      await lines({ limit: '20', ...(token ? { continue: token } : {}) }, (line) => {
        text += line;
      });
      const page = JSON.parse(text) as { items: Item[]; metadata: { continue?: string; resourceVersion: string } };
      for (const { metadata } of page.items) seen.set(metadata.name, metadata.resourceVersion);
      version = page.metadata.resourceVersion;
      token = page.metadata.continue ?? '';
    } while (token);
    return version;
  };
  /** The version to go on from; empty when everything has to be listed anew. */
  const watch = async (from: string): Promise<string> => {
    counts.watches += 1;
    let version = from;
    const query = {
      watch: 'true',
      resourceVersion: from,
      timeoutSeconds: String(seconds),
      allowWatchBookmarks: 'true',
    };
    await lines(query, (line) => {
      const { type, object } = JSON.parse(line) as { type: string; object: Item };
      if (type === 'ERROR') {
        version = '';
        return;
      }
      version = object.metadata.resourceVersion;
      if (type === 'BOOKMARK') return;
      counts.events += 1;
      if (type === 'DELETED') seen.delete(object.metadata.name);
      else seen.set(object.metadata.name, version);
    });
    return version;
  };
  const run = async (): Promise<void> => {
    let version = '';
    while (!stopped) version = version === '' ? await list() : await watch(version);
    agent.destroy();
  };
  const running = run();
  running.catch(() => undefined);
  return {
    seen,
    counts,
    stop: () => {
      stopped = true;
      return running;
    },
  };
}
