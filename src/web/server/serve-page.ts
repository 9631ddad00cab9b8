import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UpProgress } from '../../app/up-report.ts';
import type { LiveEvent } from '../../app/view/live-event.ts';
import type { OpenViews } from '../../app/view/opened-views.ts';
import { GatehouseError } from '../../core/errors.ts';
import { ignoreErrors } from '../../core/ignore-errors.ts';
import { answerRequest } from './answer-request.ts';
import type { Asset } from './assets.ts';
import { createEventHub, type HubEvent } from './event-hub.ts';
import { sendJson } from './send-json.ts';
import { watchViews } from './watched-views.ts';

/** What is served, and where. */
export interface PageOptions {
  readonly assets: ReadonlyMap<string, Asset>;
  /** Opens what is looked at; again whenever its files change. */
  readonly open: (onProgress: (event: UpProgress) => void, tell: (event: LiveEvent) => void) => Promise<OpenViews>;
  /** 0 for any that is free. */
  readonly port: number;
  /** Key of the page; a random one when left out. */
  readonly token?: string;
}

/** A page that is served until it is closed. */
export interface ServedPage {
  /** With the key in its fragment, which no browser sends on. */
  readonly url: string;
  readonly port: number;
  /** The files have changed. */
  readonly renew: () => void;
  /** Waits for what is looked at first. */
  readonly ready: () => Promise<OpenViews>;
  readonly close: () => Promise<void>;
}

/** Serves the page on loopback. Nothing can be changed through it: it knows no request but reading. */
export async function servePage({
  assets,
  open,
  port,
  token = randomBytes(24).toString('base64url'),
}: PageOptions): Promise<ServedPage> {
  const hub = createEventHub();
  const tellProgress = (event: UpProgress) =>
    hub.publish({
      key: event.type === 'stage' ? `${event.kind}/${event.name}` : 'phase',
      type: 'progress',
      data: event,
    });
  const cluster: HubEvent[] = [];
  const tellLive = (event: LiveEvent) => {
    if (event.type === 'renewed') return views.renewed();
    const told = { key: event.type, type: event.type, data: event };
    if (event.type === 'cluster') cluster.splice(0, 1, told);
    hub.publish(told);
  };
  const views = watchViews(() => open(tellProgress, tellLive), hub.publish);
  const server = createServer((request, response) => {
    ignoreErrors(request, response);
    const { port: own } = server.address() as AddressInfo;
    answerRequest({ request, response }, { assets, hub, views, lastTold: () => cluster, port: own, token }).catch(
      () => {
        if (!response.headersSent) sendJson(response, 500, { message: 'the request could not be answered' });
        else response.destroy();
      },
    );
  });
  // A connection that only trickles in is cut.
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 64;
  await listen(server, port);
  server.on('connection', ignoreErrors);
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}/#token=${token}`,
    port: own,
    renew: views.renew,
    ready: views.current,
    close: async () => {
      hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await views.close();
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new GatehouseError(`cannot listen on port ${port} of 127.0.0.1`, {
          hint: 'another program may have it: name another with --port, or none for any that is free',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      ignoreErrors(server);
      resolve();
    });
  });
}
