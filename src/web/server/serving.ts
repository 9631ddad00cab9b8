import type { Asset } from './assets.ts';
import type { EventHub, HubEvent } from './event-hub.ts';
import type { WatchedViews } from './watched-views.ts';

/** What answers come from. */
export interface Serving {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly hub: EventHub;
  readonly views: WatchedViews;
  /** How the cluster that is looked at was last: empty where none is, or nothing was told of it. */
  readonly lastTold: () => readonly HubEvent[];
  readonly port: number;
  readonly token: string;
}
