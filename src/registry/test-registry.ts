import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from './cache.ts';
import { type ClientOptions, createRegistryClient, type RegistryClient } from './client.ts';
import { digestOf } from './pull-manifest.ts';

/** A request that a server of a test was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** What a server of a test does with a request. */
export type Respond = (request: Asked, response: ServerResponse) => void;

/** A server on loopback that notes what it is asked. */
export interface TestServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly asked: Asked[];
  readonly close: () => Promise<void>;
}

/** Serves on loopback until it is closed. */
export async function serveOnLoopback(respond: Respond): Promise<TestServer> {
  const asked: Asked[] = [];
  const server = createServer(({ method = '', url = '', headers }, response) => {
    const request = { method, path: url, headers };
    asked.push(request);
    response.on('error', () => undefined);
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

/** Content of a registry: bodies by their path, with the type they are given as. */
export type Shelf = Map<string, { readonly type: string; readonly body: Buffer }>;

/** Puts what stands on a shelf into answers, with its digest; 404 for the rest. */
export const shelved =
  (shelf: Shelf): Respond =>
  ({ method, path }, response) => {
    const found = shelf.get(path.replace(/\?.*$/, ''));
    if (!found) return void response.writeHead(404).end('{"errors":[]}');
    response.writeHead(200, { 'content-type': found.type, 'docker-content-digest': digestOf(found.body) });
    response.end(method === 'HEAD' ? undefined : found.body);
  };

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const ociManifest = 'application/vnd.oci.image.manifest.v1+json';

/** Puts a blob on a shelf, and gives its descriptor. */
export function putBlob(shelf: Shelf, path: string, body: Buffer, mediaType = 'application/octet-stream') {
  const digest = digestOf(body);
  shelf.set(`/v2/${path}/blobs/${digest}`, { type: 'application/octet-stream', body });
  return { mediaType, digest, size: body.byteLength };
}

interface Manifest {
  readonly mediaType?: string;
  readonly [field: string]: unknown;
}

/** Puts a manifest on a shelf under a tag and its digest, and gives its descriptor. */
export function putManifest(shelf: Shelf, path: string, tag: string, content: Manifest) {
  const { mediaType: type = ociManifest } = content;
  const body = json(content);
  const digest = digestOf(body);
  for (const name of [tag, digest]) shelf.set(`/v2/${path}/manifests/${name}`, { type, body });
  return { mediaType: type, digest, size: body.byteLength };
}

/** An image for amd64 alone. */
export const putImage = (shelf: Shelf, path: string, tag: string, config: object) =>
  putPlatform(shelf, path, tag, { architecture: 'amd64', config });

/** What an image is for, and how it is run. */
interface Platform {
  readonly architecture: string | undefined;
  readonly config: object;
}

function putPlatform(shelf: Shelf, path: string, tag: string, { architecture, config }: Platform) {
  const configuration = { architecture, os: 'linux', config, rootfs: { type: 'layers', diff_ids: [] } };
  const blob = putBlob(shelf, path, json(configuration), 'application/vnd.oci.image.config.v1+json');
  return putManifest(shelf, path, tag, { schemaVersion: 2, mediaType: ociManifest, config: blob, layers: [] });
}

/** An image for several platforms: of each its configuration. */
export function putIndex(shelf: Shelf, path: string, tag: string, platforms: Readonly<Record<string, object>>) {
  const manifests = Object.entries(platforms).map(([platform, config]) => {
    const [os, architecture] = platform.split('/');
    const { digest, mediaType, size } = putPlatform(shelf, path, `of-${architecture}`, { architecture, config });
    return { mediaType, digest, size, platform: { os, architecture } };
  });
  const type = 'application/vnd.oci.image.index.v1+json';
  return putManifest(shelf, path, tag, { schemaVersion: 2, mediaType: type, manifests });
}

/** A chart in an OCI repository. */
export function putChart(shelf: Shelf, path: string, tag: string, archive: Buffer) {
  const config = putBlob(shelf, path, json({ name: path }), 'application/vnd.cncf.helm.config.v1+json');
  const layer = putBlob(shelf, path, archive, 'application/vnd.cncf.helm.chart.content.v1.tar+gzip');
  return putManifest(shelf, path, tag, { schemaVersion: 2, config, layers: [layer] });
}

/** A client with a cache of its own and no logins, that does not wait long. */
export const testClient = (options: ClientOptions = {}): RegistryClient =>
  createRegistryClient({
    cache: openCache({ folder: mkdtempSync(join(tmpdir(), 'registry-')) }),
    credentials: async () => undefined,
    longestWait: 50,
    ...options,
  });
