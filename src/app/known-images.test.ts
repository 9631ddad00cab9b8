import dns from 'node:dns';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isLoopback } from '../registry/allowed-url.ts';
import { putImage, type Shelf, serveOnLoopback, shelved, testClient } from '../registry/test-registry.ts';
import { exampleWorkload } from '../systems/apps/rule-containers.ts';
import { check } from './check.ts';
import { readImages } from './known-images.ts';
import { up } from './up.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of open.splice(0)) await each.close();
});

async function serve(shelf: Shelf) {
  const server = await serveOnLoopback(shelved(shelf));
  open.push(server);
  return server;
}

/** A repository with a pod for each image, that must not be root. */
function repositoryOf(...images: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'images-'));
  mkdirSync(join(folder, 'apps'));
  for (const [i, image] of images.entries()) {
    const spec = { securityContext: { runAsNonRoot: true }, containers: [{ name: 'a', image }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: `pod-${i}`, namespace: 'default' }, spec };
    writeFileSync(join(folder, 'apps', `${i}.yaml`), `${JSON.stringify(pod, null, 2)}\n`);
  }
  return folder;
}

const workloads = (...images: readonly string[]) => images.map((image) => ({ object: exampleWorkload({ image }) }));

describe('with --online', () => {
  test('what an image says of itself is held against the pods that run it, and known without --online after that', async () => {
    const shelf: Shelf = new Map();
    putImage(shelf, 'app', '1', { User: 'app', Volumes: { '/data': {} } });
    const { host } = await serve(shelf);
    const folder = repositoryOf(`${host}/app:1`);
    expect((await check(folder)).findings.map(({ code }) => code)).not.toContain('image-runs-as-root');
    const { findings } = await check(folder, { online: true });
    const found = findings.filter(({ code }) => code.startsWith('image-'));
    expect(found).toMatchObject([
      { code: 'image-runs-as-root', severity: 'error', object: 'Pod/default/pod-0', file: 'apps/0.yaml', line: 15 },
      { code: 'image-volume-not-kept', severity: 'info', message: expect.stringContaining('declares /data') },
    ]);
    expect((await check(folder)).findings).toEqual(findings);
  });

  test('a registry that does not answer is told of once, and nothing is wrong', async () => {
    const gone = await serveOnLoopback(() => undefined);
    await gone.close();
    const { host } = await serve(new Map());
    const images = ['b:1', 'a:1', 'c:1', 'd:1', 'e:1', 'f:1', 'g:1'].map((name) => `${gone.host}/${name}`);
    const client = testClient();
    open.push(client);
    const read = await readImages(workloads(...images, `${host}/app:1`), { online: true, client });
    expect(read.objects).toEqual([]);
    expect(read.findings).toHaveLength(2);
    expect(new Set(read.findings.map(({ code, severity }) => `${code} ${severity}`))).toEqual(
      new Set(['images-not-known info']),
    );
    const messages = read.findings.map(({ message }) => message);
    const five = ['a:1', 'b:1', 'c:1', 'd:1', 'e:1'].map((name) => `${gone.host}/${name}`).join(', ');
    expect(messages).toContain(
      `${gone.host}: refuses the connection; ports, user and volumes are not known of ${five} and 2 more`,
    );
    expect(messages).toContain(
      `${host}: has no such thing (404); ports, user and volumes are not known of ${host}/app:1`,
    );
  });

  test('an image that was known before is known still when its registry is gone', async () => {
    const shelf: Shelf = new Map();
    putImage(shelf, 'app', '1', { User: 'app' });
    const server = await serve(shelf);
    const client = testClient();
    open.push(client);
    const before = await readImages(workloads(`${server.host}/app:1`), { online: true, client });
    await server.close();
    const later = testClient({ cache: client.cache });
    open.push(later);
    const after = await readImages(workloads(`${server.host}/app:1`), { online: true, client: later });
    expect(after.objects).toEqual(before.objects);
    expect(after.findings).toHaveLength(1);
  });

  test('images of the table and names that are none are not asked about', async () => {
    const read = await readImages(workloads('nginx:1', 'traefik/whoami', 'Not An Image', ''), { online: true });
    expect(read).toEqual({ objects: [], findings: [] });
  });
});

describe('without --online', () => {
  /** Hosts that anything in this process connects to, or looks up, until the end of the test. */
  function watchNetwork(): string[] {
    const hosts: string[] = [];
    const connect = Socket.prototype.connect;
    vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
      // Node.js itself hands its options over in a list.
      const [first] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
      const { host, path } = (first ?? {}) as { readonly host?: string; readonly path?: string };
      hosts.push(path ?? host ?? 'localhost');
      return Reflect.apply(connect, this, args);
    } as typeof connect);
    const lookup = dns.lookup;
    vi.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: readonly unknown[]) => {
      hosts.push(host);
      return Reflect.apply(lookup, dns, [host, ...rest]);
    }) as typeof dns.lookup);
    return hosts;
  }

  test('check opens no connection', async () => {
    const hosts = watchNetwork();
    await check(repositoryOf('ghcr.io/example/app:1', 'registry.example.org/other:2'));
    await check('examples/k3s-homelab');
    expect(hosts).toEqual([]);
  });

  test('up connects to this machine alone', async () => {
    const hosts = watchNetwork();
    const { report, close } = await up('examples/k3s-homelab', {
      keep: false,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    await close();
    expect(report.verdict).toBe('proven');
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => !isLoopback(host))).toEqual([]);
  });

  test('the watch over the network sees a connection', async () => {
    const hosts = watchNetwork();
    const read = await readImages(workloads('localhost:1/app:1'), { online: true });
    expect(read.findings).toHaveLength(1);
    expect(hosts).toContain('localhost');
  });
});
