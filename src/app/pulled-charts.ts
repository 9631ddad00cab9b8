import { readFile } from 'node:fs/promises';
import type { ChartArchive, ChartPuller, ChartStore, WantedChart } from '../charts/contract.ts';
import { chooseVersion } from '../charts/find-in-helm-cache.ts';
import { pinnedVersion } from '../charts/find-outline.ts';
import { readArchive } from '../charts/read-archive.ts';
import { ArchiveError } from '../charts/read-tar.ts';
import { GatehouseError, messageOf } from '../core/errors.ts';
import type { Cache } from '../registry/cache.ts';
import { type ChartSource, chartSourceOf } from '../registry/chart-source.ts';
import type { RegistryClient } from '../registry/client.ts';
import { findPulledChart, listChartVersions, listPulledVersions, pullChart } from '../registry/pull-chart.ts';
import { RegistryError } from '../registry/registry-error.ts';

/** Where the registry client looks for a chart; undefined for one in files. */
const placeOf = ({ name, source }: WantedChart): ChartSource | undefined =>
  source.type === 'repository' ? chartSourceOf(source.url, name) : undefined;

/** Charts that were brought into the cache of Gatehouse: the newest that the wanted range allows. */
export const pulledStore = (cache: Cache): ChartStore => ({
  find: async (wanted) => {
    const place = placeOf(wanted);
    const version = place && chooseVersion(await listPulledVersions(place, cache), wanted.range);
    const pulled = place && version !== undefined && (await findPulledChart(place, version, cache));
    const packed = pulled && (await readFile(pulled.path).catch(() => undefined));
    return pulled && packed ? unpack(packed, pulled.path) : undefined;
  },
});

function unpack(packed: Uint8Array, file: string): ChartArchive {
  try {
    return readArchive(packed, 'the cache of Gatehouse');
  } catch (thrown) {
    if (thrown instanceof ArchiveError) throw new ArchiveError(`${file} is damaged: ${messageOf(thrown)}`);
    throw thrown;
  }
}

/** Brings charts from their repositories into the cache. */
export const chartPuller = (client: RegistryClient): ChartPuller => ({
  pull: async (wanted) => {
    const place = placeOf(wanted);
    if (!place) throw new GatehouseError(`chart ${wanted.name} is in the files of a source: nothing is brought`);
    const { range = '*' } = wanted;
    const exact = place.type === 'oci' ? pinnedVersion(range) : undefined;
    const version = exact ?? chooseVersion(await listChartVersions(place, client), range);
    if (version === undefined) throw new GatehouseError(`chart ${wanted.name} has no version that ${range} allows`);
    await pullChart(place, version, client);
    return { version };
  },
});

/** Charts that are brought when they are asked for; what cannot be brought is not there. */
export const pullingStore = (client: RegistryClient): ChartStore => ({
  find: async (wanted) => {
    if (wanted.source.type !== 'repository') return undefined;
    try {
      await chartPuller(client).pull(wanted);
      return await pulledStore(client.cache).find(wanted);
    } catch (thrown) {
      // What no registry tells is said of the release: its chart is not at hand.
      if (thrown instanceof RegistryError || thrown instanceof GatehouseError) return undefined;
      throw thrown;
    }
  },
});
