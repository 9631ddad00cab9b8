import { afterEach, expect, test } from 'vitest';
import { readImageConfiguration, userOf } from './image-configuration.ts';
import { bringImage, findImage } from './look-up-image.ts';
import { readImage } from './reference.ts';
import type { RegistryError } from './registry-error.ts';
import { putImage, putIndex, putManifest, type Shelf, serveOnLoopback, shelved, testClient } from './test-registry.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function serve(shelf: Shelf) {
  const server = await serveOnLoopback(shelved(shelf));
  const client = testClient();
  open.push(server, client);
  return { ...server, client, image: (name: string) => readImage(`${server.host}/${name}`)! };
}

const config = {
  User: '1000:1000',
  ExposedPorts: { '8080/tcp': {}, '53/udp': {}, '80': {} },
  Volumes: { '/data': {}, '/cache': {} },
  Entrypoint: ['/app'],
  Cmd: ['serve'],
  Env: ['PATH=/bin', 'PORT=8080', 'EMPTY='],
  WorkingDir: '/srv',
};

test('the configuration of an image is read as the runtime reads it', () => {
  const read = readImageConfiguration({ os: 'linux', architecture: 'arm64', rootfs: {}, config });
  expect(read).toEqual({
    ports: [80, 8080],
    user: '1000',
    volumes: ['/cache', '/data'],
    entrypoint: ['/app'],
    command: ['serve'],
    workingFolder: '/srv',
    env: new Map([
      ['PATH', '/bin'],
      ['PORT', '8080'],
      ['EMPTY', ''],
    ]),
    platform: 'linux/arm64',
  });
});

test.each([{}, [], null, 'text', { name: 'a chart', version: '1.0.0' }])('%j is no configuration', (content) => {
  expect(readImageConfiguration(content)).toBeUndefined();
});

test('of an image that says nothing, nothing is made up', () => {
  const read = readImageConfiguration({ os: 'linux', architecture: 'amd64', rootfs: {}, config: null })!;
  expect(read).toMatchObject({ ports: [], user: '', volumes: [], entrypoint: [], workingFolder: '/' });
});

test.each([
  ['', 0],
  ['0', 0],
  ['1000', 1000],
  ['nginx', 'nginx'],
])('the user %j is %j', (user, expected) => {
  expect(userOf({ user })).toBe(expected);
});

test('an image is brought once, and found in the cache then', async () => {
  const shelf: Shelf = new Map();
  const { digest } = putImage(shelf, 'app', '1', config);
  const { client, image, asked } = await serve(shelf);
  expect(await findImage(image('app:1'), client.cache)).toBeUndefined();
  const brought = await bringImage(image('app:1'), client);
  expect(brought).toMatchObject({ digest, configuration: { user: '1000' } });
  expect(await findImage(image('app:1'), client.cache)).toEqual(brought);
  const before = asked.length;
  expect(await bringImage(image('app:1'), client)).toMatchObject({ digest });
  // The tag is asked about again, by its head alone: it may have been moved.
  expect(asked.slice(before).map(({ method }) => method)).toEqual(['HEAD']);
});

test('an image with a digest is not asked about again', async () => {
  const shelf: Shelf = new Map();
  const { digest } = putImage(shelf, 'app', '1', config);
  const { client, image, asked } = await serve(shelf);
  await bringImage(image(`app@${digest}`), client);
  const before = asked.length;
  const again = await bringImage(image(`app@${digest}`), client);
  expect(again.asked).toBeUndefined();
  expect(asked).toHaveLength(before);
});

test('a tag that was moved is another image', async () => {
  const shelf: Shelf = new Map();
  putImage(shelf, 'app', '1', config);
  const { client, image } = await serve(shelf);
  await bringImage(image('app:1'), client);
  putImage(shelf, 'app', '1', { User: 'root' });
  await bringImage(image('app:1'), client);
  expect((await findImage(image('app:1'), client.cache))?.configuration.user).toBe('root');
});

test.each([
  [['windows/amd64', 'linux/arm64', 'linux/amd64'], 'linux/amd64'],
  [['linux/arm64', 'linux/riscv64'], 'linux/arm64'],
  [['unknown/unknown', 'linux/riscv64'], 'linux/riscv64'],
])('of the platforms %j it is %s', async (platforms, expected) => {
  const shelf: Shelf = new Map();
  putIndex(shelf, 'app', '1', Object.fromEntries(platforms.map((platform) => [platform, { User: platform }])));
  const { client, image } = await serve(shelf);
  expect((await bringImage(image('app:1'), client)).configuration).toMatchObject({
    platform: expected,
    user: expected,
  });
});

const wrong: Readonly<Record<string, readonly [(shelf: Shelf) => void, string]>> = {
  'has no such image': [() => undefined, 'has no such thing (404)'],
  'has none for Linux': [(shelf) => putIndex(shelf, 'app', '1', { 'windows/amd64': {} }), 'has no manifest for Linux'],
  'gives another manifest than the index names': [
    (shelf) => {
      putIndex(shelf, 'app', '1', { 'linux/amd64': {} });
      swap(shelf, /manifests\/sha256/);
    },
    'gives what it should not: its digest is ',
  ],
  'gives another configuration than the manifest names': [
    (shelf) => {
      putImage(shelf, 'app', '1', {});
      swap(shelf, /blobs/);
    },
    'gives what it should not: its digest is ',
  ],
  'gives a manifest of a kind that is not known': [
    (shelf) => putManifest(shelf, 'app', '1', { schemaVersion: 1, fsLayers: [] }),
    'gives no manifest that can be read',
  ],
  'gives text': [
    (shelf) => shelf.set('/v2/app/manifests/1', { type: 'text/html', body: Buffer.from('<html>') }),
    'answers with what is no JSON',
  ],
  'gives a manifest without end': [
    (shelf) => shelf.set('/v2/app/manifests/1', { type: 'text/html', body: Buffer.alloc(5 * 1024 * 1024) }),
    'gives what it should not: longer than 4194304 bytes',
  ],
  'gives what is no image': [
    (shelf) => {
      const digest = `sha256:${'0'.repeat(64)}`;
      putManifest(shelf, 'app', '1', { config: { digest }, layers: [] });
    },
    'has no such thing (404)',
  ],
};

/** Puts other bodies where these paths are, under their old digests. */
function swap(shelf: Shelf, paths: RegExp): void {
  for (const [path, { type }] of shelf) if (paths.test(path)) shelf.set(path, { type, body: Buffer.from('{}') });
}

test.each(Object.entries(wrong))('a registry that %s is told of', async (_, [prepare, reason]) => {
  const shelf: Shelf = new Map();
  prepare(shelf);
  const { client, image } = await serve(shelf);
  const error = await bringImage(image('app:1'), client).then(
    () => expect.unreachable(),
    (thrown: RegistryError) => thrown,
  );
  expect(error.reason).toContain(reason);
  expect(await findImage(image('app:1'), client.cache)).toBeUndefined();
});
