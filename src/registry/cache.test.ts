import { chmodSync, existsSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRuntime } from '../core/runtime.ts';
import { blobPath, openCache } from './cache.ts';
import { cacheHome } from './cache-folder.ts';
import { digestOf } from './pull-manifest.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'cache-'));

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const digest = digestOf(Buffer.from('hello'));

test.each([
  [{ XDG_CACHE_HOME: '/x', HOME: '/home/me' }, '/x/gatehouse'],
  [{ XDG_CACHE_HOME: 'relative', HOME: '/home/me' }, '/home/me/.cache/gatehouse'],
  [{ XDG_CACHE_HOME: '', HOME: '/home/me' }, '/home/me/.cache/gatehouse'],
])('with %j the cache is in %s', (env, expected) => {
  expect(cacheHome(env)).toBe(expected);
});

test('what is kept is found by its digest, by another run, too', async () => {
  const folder = join(newFolder(), 'not', 'there', 'yet');
  const cache = openCache({ folder });
  expect(await cache.find(digest)).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
  const kept = await cache.keep(chunksOf('hel', 'lo'), { digest, maxBytes: 5 });
  expect(kept).toEqual({ path: blobPath(folder, digest), digest, size: 5 });
  expect((await openCache({ folder }).read(digest))?.toString()).toBe('hello');
});

test.each([
  ['longer than it may be', { maxBytes: 4 }, 'longer than 4 bytes'],
  ['something else', { maxBytes: 10, digest: digestOf(Buffer.from('other')) }, `its digest is ${digest}, not `],
])('content that is %s leaves nothing behind', async (_, limits, message) => {
  const folder = newFolder();
  await expect(openCache({ folder }).keep(chunksOf('hello'), limits)).rejects.toThrow(message);
  expect(readdirSync(folder, { recursive: true })).toEqual(['parts']);
});

test('content that was spoilt on the disk is not there', async () => {
  const folder = newFolder();
  const cache = openCache({ folder });
  const { path } = await cache.keep(chunksOf('hello'), { maxBytes: 10 });
  writeFileSync(path, 'hellO');
  expect(await cache.find(digest)).toBeUndefined();
  expect(existsSync(path)).toBe(false);
});

test.each(['sha512:abc', 'sha256:../../etc/passwd', '', 'sha256:ABC'])('%s is no digest of a file', async (odd) => {
  expect(await openCache({ folder: newFolder() }).find(odd)).toBeUndefined();
});

test('a name is remembered with the time it was asked', async () => {
  const folder = newFolder();
  await openCache({ folder, runtime: seededRuntime({ start: 0 }) }).remember('image a', { digest, etag: '"1"' });
  const cache = openCache({ folder });
  expect(await cache.recall('image a')).toEqual({ digest, etag: '"1"', asked: '1970-01-01T00:00:00.000Z' });
  expect(await cache.recall('image b')).toBeUndefined();
});

test('a name whose file is broken is forgotten', async () => {
  const folder = newFolder();
  const cache = openCache({ folder });
  await cache.remember('image a', { digest });
  const [file] = readdirSync(join(folder, 'names'));
  writeFileSync(join(folder, 'names', file!), '{"name":');
  expect(await cache.recall('image a')).toBeUndefined();
});

test('two runs keep the same and other things at once', async () => {
  const folder = newFolder();
  const caches = [openCache({ folder }), openCache({ folder })];
  const texts = Array.from({ length: 40 }, (_, i) => `text ${i % 20}`);
  await Promise.all(texts.map((text, i) => caches[i % 2]!.keep(chunksOf(text), { maxBytes: 100 })));
  for (const text of texts) expect((await caches[0]!.read(digestOf(Buffer.from(text))))?.toString()).toBe(text);
  expect(readdirSync(join(folder, 'parts'))).toEqual([]);
});

/** A place where nobody can keep anything; root may write to most others. */
function closedFolder(): string {
  const folder = newFolder();
  chmodSync(folder, 0o500);
  return process.getuid?.() === 0 ? '/sys/gatehouse' : folder;
}

function plainFile(): string {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  return file;
}

test.each([
  ['is a file', plainFile],
  ['cannot be written to', closedFolder],
  ['is below a file', () => '/dev/null/none'],
])('where the folder %s, things are kept until the process ends', async (_, place) => {
  const cache = openCache({ folder: place() });
  const { path } = await cache.keep(chunksOf('hello'), { maxBytes: 10 });
  await cache.remember('image a', { digest });
  expect(await readFile(path, 'utf8')).toBe('hello');
  expect(await cache.find(digest)).toBe(path);
  expect((await cache.recall('image a'))?.digest).toBe(digest);
});

test('above its limit the cache drops what was not used for longest, and nothing that is in use', async () => {
  const folder = newFolder();
  const hour = 3_600_000;
  const runtime = { ...seededRuntime({ start: 100 * hour }), uid: () => `part-${uids++}` };
  let uids = 0;
  const cache = openCache({ folder, limit: 100, runtime });
  const kept: string[] = [];
  for (let age = 9; age > 0; age--) {
    const { path } = await cache.keep(chunksOf(`${age}`.repeat(12)), { maxBytes: 100 });
    kept.push(path);
    // All but the last are old by then.
    const used = age === 1 ? 100 * hour : (100 - age) * hour;
    utimesSync(path, used / 1000, used / 1000);
  }
  const { path } = await cache.keep(chunksOf('x'.repeat(12)), { maxBytes: 100 });
  const left = [...kept, path].filter((each) => existsSync(each));
  expect(left).toHaveLength(7);
  expect(left).toEqual([...kept, path].slice(-7));
});
