import { readEvents } from './read-events.ts';
import { type Source, SourceError, type SourceEvent } from './source.ts';

/** Milliseconds before a lost server is tried again; longer after each try, up to the last. */
const waits = [500, 1000, 2000, 5000];

/** The server that the page was opened from, with its key. */
export function openLiveSource(token: string): Source {
  const ask = async <T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> => {
    const response = await request(`${path}?${new URLSearchParams(query)}`, token);
    const value: unknown = await response.json().catch(() => ({}));
    if (response.ok) return value as T;
    const { message = '', hint } = value as { readonly message?: string; readonly hint?: string };
    throw new SourceError(message, { hint, status: response.status });
  };
  return {
    isLive: true,
    page: () => ask('/api/page'),
    journey: ({ url, from, user = '', groups = '' }) => ask('/api/journey', { url, from, user, groups }),
    drills: () => ask('/api/drills'),
    explain: (code) => ask('/api/explain', { code }),
    changes: (base) => ask('/api/changes', { base }),
    listen: (tell) => listen(token, tell),
    openWorker: () => new Worker('/layout-worker.js'),
  };
}

async function request(path: string, token: string, signal?: AbortSignal): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(path, { headers, cache: 'no-store', credentials: 'omit', ...(signal ? { signal } : {}) });
}

/** Hears what happens for as long as it is wanted; what is lost is looked for again. */
function listen(token: string, tell: (event: SourceEvent) => void): () => void {
  const ended = new AbortController();
  const follow = async () => {
    let tries = 0;
    while (!ended.signal.aborted) {
      try {
        const response = await request('/api/events', token, ended.signal);
        if (response.status === 401) return tell({ type: 'other-key' });
        if (!response.ok || !response.body) throw new Error(String(response.status));
        tell({ type: 'found' });
        tries = 0;
        await readEvents(response.body, tell);
      } catch {
        // Told below: that it ended is all that matters.
      }
      if (ended.signal.aborted) return;
      tell({ type: 'lost' });
      const wait = waits[Math.min(tries++, waits.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };
  void follow();
  return () => ended.abort();
}
