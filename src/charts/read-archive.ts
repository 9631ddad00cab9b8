import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { codeOf } from '../core/errors.ts';
import { bytesIn, type FileTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import type { ChartArchive } from './contract.ts';
import { ArchiveError, readTar } from './read-tar.ts';

const mebibyte = 1024 * 1024;
/** helm pkg/chart/loader/archive MaxDecompressedChartSize, MaxDecompressedFileSize */
const mostChartBytes = 100 * mebibyte;
const mostFileBytes = 5 * mebibyte;
const mostFiles = 10_000;

type Files = ReadonlyMap<string, Uint8Array>;

/** The files of a packed chart (`.tgz`), by their paths below its folder. Throws an ArchiveError where Helm would not load it. */
export function readArchive(packed: Uint8Array, where: string): ChartArchive {
  const files = new Map<string, Uint8Array>();
  for (const { path, content } of readTar(unpack(packed))) {
    const inside = pathInside(path);
    if (inside === '') continue;
    if (content.length > mostFileBytes) throw new ArchiveError(`${path} is larger than Helm loads`);
    if (files.size >= mostFiles) throw new ArchiveError(`it holds more than ${mostFiles} files`);
    files.set(inside, content);
  }
  return archiveOf(files, where);
}

function unpack(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: mostChartBytes });
  } catch (thrown) {
    const tooLarge = codeOf(thrown) === 'ERR_BUFFER_TOO_LARGE';
    throw new ArchiveError(tooLarge ? 'it is larger than Helm loads' : 'it is no archive');
  }
}

/** The path below the first folder, which bears the chart's name. Throws for one that leads out (helm pkg/chart/loader/archive). */
function pathInside(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || parts.includes('..'))
    throw new ArchiveError(`${path} leads out of the archive`);
  return parts.slice(1).join('/');
}

/** A chart in a folder of a tree; undefined when there is none. What lies outside the folder is never looked at. */
export function readChartFolder(tree: FileTree, folder: string, where: string): ChartArchive | undefined {
  const inside = folder === '' ? '' : `${folder}/`;
  if (!tree.has(`${inside}Chart.yaml`)) return undefined;
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const path of tree.keys()) {
    if (!path.startsWith(inside)) continue;
    const content = bytesIn(tree, path);
    if (content === undefined) continue;
    bytes += content.length;
    if (bytes > mostChartBytes || files.size >= mostFiles) throw new ArchiveError('it is larger than Helm loads');
    files.set(path.slice(inside.length), content);
  }
  return archiveOf(files, where);
}

/** A chart of these files. Throws an ArchiveError where they are none. */
export function archiveOf(files: Files, where: string): ChartArchive {
  const { name, version } = readMetadata(files);
  if (typeof name !== 'string' || typeof version !== 'string')
    throw new ArchiveError('its Chart.yaml has no name or no version');
  return { name, version, files, digest: digestFiles(files), where };
}

/** Chart.yaml as data. Throws an ArchiveError where it cannot be read. */
export function readMetadata(files: Files): JsonObject {
  const content = files.get('Chart.yaml');
  if (!content) throw new ArchiveError('it has no Chart.yaml');
  const value = readDocuments(Buffer.from(content).toString('utf8'), 'Chart.yaml').documents[0]?.value;
  if (!isJsonObject(value)) throw new ArchiveError('its Chart.yaml cannot be read');
  return value;
}

/** `sha256:<hex>` of paths and contents, in the order of paths. */
function digestFiles(files: Files): string {
  const hash = createHash('sha256');
  for (const [path, content] of [...files].sort(([a], [b]) => compareText(a, b)))
    hash.update(`${path}\0${content.length}\0`).update(content);
  return `sha256:${hash.digest('hex')}`;
}
