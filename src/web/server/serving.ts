import type { Asset } from './assets.ts';
import type { EventHub } from './event-hub.ts';
import type { WatchedViews } from './watched-views.ts';

/** What answers come from. */
export interface Serving {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly hub: EventHub;
  readonly views: WatchedViews;
  readonly port: number;
  readonly token: string;
}
