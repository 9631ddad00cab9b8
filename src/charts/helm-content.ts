import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../core/finding.ts';
import type { ChartArchive } from './contract.ts';
import { readArchive } from './read-archive.ts';
import { ArchiveError } from './read-tar.ts';

/** Charts of a cache that are looked into, and bytes of one: packed charts are far smaller. */
const mostCharts = 1000;
const mostBytes = 20 * 1024 * 1024;

/** A chart that helm 4 keeps by what it holds, under a name that says nothing of it. */
export interface KeptChart {
  readonly file: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The charts of helm 4's cache, `content/AB/SHA256.chart` (helm pkg/downloader/cache.go fileName), by what their Chart.yaml says, in the
 * order of their paths. One that is not what its name says is left out, as is one that is no chart.
 */
export async function listContent(folder: string): Promise<readonly KeptChart[]> {
  const files: string[] = [];
  for (const prefix of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/.test(prefix)) continue;
    const names = await namesIn(join(folder, prefix));
    files.push(...names.filter((name) => /^[0-9a-f]{64}\.chart$/.test(name)).map((name) => join(folder, prefix, name)));
  }
  const kept: KeptChart[] = [];
  for (const file of files.slice(0, mostCharts)) {
    const archive = await lookInto(file);
    if (archive) kept.push({ file, name: archive.name, version: archive.version });
  }
  return kept;
}

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).sort(compareText);

async function lookInto(file: string): Promise<Pick<ChartArchive, 'name' | 'version'> | undefined> {
  try {
    if ((await stat(file)).size > mostBytes) return undefined;
    const packed = await readFile(file);
    const digest = createHash('sha256').update(packed).digest('hex');
    return file.endsWith(`${digest}.chart`) ? readArchive(packed, file) : undefined;
  } catch (thrown) {
    if (thrown instanceof ArchiveError || (thrown instanceof Error && 'code' in thrown)) return undefined;
    throw thrown;
  }
}
