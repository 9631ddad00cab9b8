import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../core/errors.ts';
import { isJsonObject } from '../kube/json.ts';
import { maxYamlLength, readDocuments } from '../kube/yaml-read.ts';
import type { ChartArchive, ChartStore, WantedChart } from './contract.ts';
import type { HelmProgram } from './find-helm.ts';
import { pinnedVersion, spellUrl } from './find-outline.ts';
import { type KeptChart, listContent } from './helm-content.ts';
import { readArchive } from './read-archive.ts';
import { ArchiveError } from './read-tar.ts';
import { runProgram } from './run-program.ts';
import { newestIn, readVersion } from './semver.ts';

/** Where helm keeps what it has fetched (`helm env`). */
export interface HelmHomes {
  readonly cache: string;
  /** Where helm 4 keeps charts by what they hold. */
  readonly content: string;
  /** `repositories.yaml` */
  readonly repositories: string;
}

const envSeconds = 20;

/** Where this user's helm keeps its things; undefined when it does not say. */
export async function readHelmHomes({ path }: HelmProgram, environment = process.env): Promise<HelmHomes | undefined> {
  const given = Object.entries(environment).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  const run = await runProgram({
    program: path,
    args: ['env'],
    seconds: envSeconds,
    environment: Object.fromEntries(given),
  });
  const read = (name: string) => new RegExp(`^${name}="(.*)"$`, 'm').exec(run.stdout)?.[1];
  const [cache, repositories] = [read('HELM_CACHE_HOME'), read('HELM_REPOSITORY_CONFIG')];
  if (!cache || !repositories) return undefined;
  return { cache, content: read('HELM_CONTENT_CACHE') || join(cache, 'content'), repositories };
}

/** A file of helm's cache that by its name, or by what it holds, is a chart in a version. */
interface Candidate {
  readonly file: string;
  readonly version: string;
}

/**
 * Charts that helm has fetched before: `repository/NAME-VERSION.tgz`, and what helm 4 keeps by its content; neither says where it is from.
 * One that the index of the wanted repository knows by another digest is not taken. Throws an ArchiveError for a damaged one.
 */
export function helmCacheStore(homes: () => Promise<HelmHomes | undefined>): ChartStore {
  let content: Promise<readonly KeptChart[]> | undefined;
  return {
    find: async (wanted) => {
      const places = await homes();
      if (!places || wanted.source.type !== 'repository') return undefined;
      content ??= listContent(places.content);
      const kept = (await content).filter(({ name }) => name === wanted.name);
      const candidates = [...(await candidatesOf(places.cache, wanted.name)), ...kept];
      const versions = candidates.map(({ version }) => version);
      const chosen = chooseVersion(versions, wanted.range);
      let damaged: unknown;
      for (const candidate of candidates.filter(({ version }) => version === chosen)) {
        try {
          const archive = await load(candidate, wanted, places);
          if (archive) return archive;
        } catch (thrown) {
          damaged ??= thrown;
        }
      }
      if (damaged !== undefined) throw damaged;
      return undefined;
    },
  };
}

/** The version that a range comes to; a pinned one with or without its `v`. */
export function chooseVersion(versions: readonly string[], range = '*'): string | undefined {
  const pinned = pinnedVersion(range);
  if (pinned === undefined) return newestIn(range, versions);
  return versions.find((version) => version.replace(/^v/, '') === pinned.replace(/^v/, ''));
}

async function candidatesOf(cache: string, name: string): Promise<readonly Candidate[]> {
  const folder = join(cache, 'repository');
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((file) => {
    if (!file.startsWith(`${name}-`) || !file.endsWith('.tgz')) return [];
    const version = file.slice(name.length + 1, -'.tgz'.length);
    return readVersion(version) ? [{ file: join(folder, file), version }] : [];
  });
}

async function load(
  { file, version }: Candidate,
  { name, source }: WantedChart,
  homes: HelmHomes,
): Promise<ChartArchive | undefined> {
  const packed = await readFile(file).catch(() => undefined);
  if (!packed) return undefined;
  const archive = unpack(packed, file);
  if (archive.name !== name || archive.version.replace(/^v/, '') !== version.replace(/^v/, '')) return undefined;
  const known = source.type === 'repository' ? await digestInIndex(source.url, name, version, homes) : undefined;
  const digest = createHash('sha256').update(packed).digest('hex');
  return known === undefined || known === digest ? archive : undefined;
}

function unpack(packed: Uint8Array, file: string): ChartArchive {
  try {
    return readArchive(packed, "helm's cache");
  } catch (thrown) {
    if (thrown instanceof ArchiveError) throw new ArchiveError(`${file} is damaged: ${messageOf(thrown)}`);
    throw thrown;
  }
}

/** The digest that the index of a repository has of a chart; undefined where helm knows no such repository, or its index is too long. */
async function digestInIndex(
  url: string,
  chart: string,
  version: string,
  homes: HelmHomes,
): Promise<string | undefined> {
  const repositories = listIn(await readYaml(homes.repositories), 'repositories');
  const found = repositories.find((each) => typeof each.url === 'string' && spellUrl(each.url) === spellUrl(url));
  if (typeof found?.name !== 'string') return undefined;
  const index = await readYaml(join(homes.cache, 'repository', `${found.name}-index.yaml`));
  const entries = isJsonObject(index) && isJsonObject(index.entries) ? index.entries : {};
  const entry = listIn(entries, chart).find((each) => each.version === version);
  return typeof entry?.digest === 'string' ? entry.digest.replace(/^sha256:/, '') : undefined;
}

const listIn = (value: unknown, key: string) => {
  const list = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
};

async function readYaml(path: string): Promise<unknown> {
  try {
    const text = await readFile(path, 'utf8');
    return text.length > maxYamlLength ? undefined : readDocuments(text, path).documents[0]?.value;
  } catch {
    return undefined;
  }
}
