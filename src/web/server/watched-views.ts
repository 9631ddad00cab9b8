import type { OpenViews } from '../../app/view/opened-views.ts';
import { messageOf } from '../../core/errors.ts';
import type { HubEvent } from './event-hub.ts';

/** What is looked at now; it is opened anew when its files change. */
export interface WatchedViews {
  /** The newest that could be opened; waits while there is none yet. Rejects when it cannot be opened. */
  readonly current: () => Promise<OpenViews>;
  /** Counts up with each that was opened. */
  readonly generation: () => number;
  /** It is another one than it was, without being opened anew. */
  readonly renewed: () => void;
  /** Opens it anew. Several calls while one is under way come to one more. */
  readonly renew: () => void;
  readonly close: () => Promise<void>;
}

/** Opens views and keeps them until they are opened anew; `tell` hears when that happens, and why it did not. */
export function watchViews(open: () => Promise<OpenViews>, tell: (event: HubEvent) => void): WatchedViews {
  let generation = 0;
  let isClosed = false;
  let isStale = false;
  let running: Promise<void> | undefined;
  let latest: Promise<OpenViews> = openFirst();
  latest.catch(() => undefined);

  async function openFirst(): Promise<OpenViews> {
    const views = await open();
    renewed();
    return views;
  }
  function renewed(): void {
    generation += 1;
    tell({ key: 'generation', type: 'generation', data: { generation } });
  }
  async function renewAll(): Promise<void> {
    while (isStale && !isClosed) {
      isStale = false;
      tell({ key: 'renewing', type: 'renewing', data: {} });
      const before = latest;
      const next = openFirst();
      try {
        await next;
        latest = next;
        await (await before.catch(() => undefined))?.close();
      } catch (thrown) {
        tell({ key: 'trouble', type: 'trouble', data: { message: messageOf(thrown) } });
        // Where nothing was shown before, the trouble is all there is to show.
        if (generation === 0) latest = next;
      }
    }
  }
  return {
    current: () => latest,
    generation: () => generation,
    renewed,
    renew: () => {
      isStale = true;
      running ??= latest
        .catch(() => undefined)
        .then(renewAll)
        .finally(() => {
          running = undefined;
        });
    },
    close: async () => {
      isClosed = true;
      await running;
      await (await latest.catch(() => undefined))?.close();
    },
  };
}
