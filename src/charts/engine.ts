import { availableParallelism } from 'node:os';
import { messageOf } from '../core/errors.ts';
import type {
  ChartArchive,
  ChartEngine,
  ChartMode,
  ChartOutline,
  ChartStore,
  FoundChart,
  Rendering,
  WantedChart,
} from './contract.ts';
import type { HelmProgram } from './find-helm.ts';
import { fileStore, findInStores } from './find-in-files.ts';
import { findOutline, fitOutline, pinnedVersion } from './find-outline.ts';
import { createTurns } from './in-turns.ts';
import { createPatience } from './patience.ts';
import { ArchiveError } from './read-tar.ts';
import { type HelmRendering, type HelmRequest, renderWithHelm } from './render-helm.ts';
import { renderOutline } from './render-outline.ts';
import { type RenderingCache, renderingKey } from './rendering-cache.ts';
import { changesDefaults, ValuesFilesError, withValuesFiles } from './values-files.ts';

/** What charts are found and rendered with. */
export interface EngineOptions {
  readonly outlines: readonly ChartOutline[];
  readonly mode: ChartMode;
  /** The helm to ask, or why there is none; asked once, when a chart needs it. */
  readonly findHelm: () => Promise<HelmProgram | { readonly missing: string }>;
  /** Where archives lie, the first that has one counts. */
  readonly stores: readonly ChartStore[];
  /** E.g. `1.36.3`. */
  readonly kubernetesVersion: string;
  readonly cache?: RenderingCache;
}

/** Finds and renders charts by the outlines alone. */
export const createOutlineEngine = (outlines: readonly ChartOutline[]): ChartEngine =>
  createChartEngine({
    outlines,
    mode: 'outline',
    findHelm: async () => ({ missing: 'helm is not asked' }),
    stores: [],
    kubernetesVersion: '',
  });

const mostAtOnce = 4;

/** Finds and renders charts by outlines and by helm; each question once. */
export function createChartEngine(options: EngineOptions): ChartEngine {
  const findHelm = once(options.findHelm);
  const finder: Finder = { ...options, findHelm, stores: [fileStore(options.stores), ...options.stores] };
  const inTurns = createTurns(Math.min(mostAtOnce, availableParallelism()));
  const patient = createPatience();
  const found = createMemory();
  const rendered = new Map<string, Promise<Rendering>>();
  const find = (wanted: WantedChart) => found(wanted, () => findChart(finder, wanted));
  const askHelm = (request: HelmRequest) => {
    const key = renderingKey(request);
    return remember(rendered, key, () =>
      renderOnce(request, key, options.cache, (work) => inTurns(() => patient(request, work))),
    );
  };
  const serving = (apiVersions: readonly string[]): ChartEngine => ({
    outlines: options.outlines,
    find,
    serving,
    render: async (chart, release) => {
      if (chart.by === 'outline') return renderOutline(chart, release);
      if (chart.by === 'nothing') return unknown(chart.reason);
      const helm = await findHelm();
      if ('missing' in helm) return unknown(helm.missing);
      const { archive } = chart;
      const cluster = {
        kubernetesVersion: options.kubernetesVersion,
        apiVersions: looksAtApis(archive) ? apiVersions : [],
      };
      return askHelm({ helm, archive, release, cluster });
    },
  });
  return serving([]);
}

type Finder = Omit<EngineOptions, 'cache' | 'kubernetesVersion'>;

const unknown = (notKnown: string): Rendering => ({ definitions: [], objects: [], notKnown, unknown: [], notes: [] });

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= work();
    return known;
  };
}

function remember<T>(known: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? work();
  known.set(key, made);
  return made;
}

/** Charts by question, those of files by the files they are in. */
function createMemory() {
  const ofRepositories = new Map<string, Promise<FoundChart>>();
  const ofFiles = new WeakMap<object, Map<string, Promise<FoundChart>>>();
  return (wanted: WantedChart, work: () => Promise<FoundChart>): Promise<FoundChart> => {
    const { name, source, range = '*', valuesFiles } = wanted;
    if (source.type === 'repository')
      return remember(ofRepositories, JSON.stringify([source.url, name, range, valuesFiles]), work);
    const known = ofFiles.get(source.tree) ?? new Map<string, Promise<FoundChart>>();
    ofFiles.set(source.tree, known);
    return remember(known, JSON.stringify([source.path, valuesFiles]), work);
  };
}

async function findChart(finder: Finder, wanted: WantedChart): Promise<FoundChart> {
  const outline = finder.mode === 'helm' || changesDefaults(wanted) ? undefined : outlineOf(finder.outlines, wanted);
  if (outline?.fit === 'exact') return outline;
  if (finder.mode === 'outline') return outline ?? nothingFor(wanted, toRender);
  const archive = await findArchive(finder.stores, wanted);
  if (archive && 'unreadable' in archive)
    return outline ? { ...outline, instead: archive.unreadable } : damaged(wanted, archive);
  const helm = archive && (await finder.findHelm());
  if (archive && helm && !('missing' in helm)) return withDefaults(archive, wanted);
  if (outline) return outline;
  if (!archive || !helm || !('missing' in helm)) return nothingFor(wanted, toRender);
  const { name, version } = archive;
  const reason = `chart '${name}' in version ${version} is there, but nothing renders it: ${helm.missing}`;
  return { by: 'nothing', name, version, reason, knownBy: 'helm on PATH, 3.12 to 4.x' };
}

/** The archive of a chart; or in words why what is there in its place cannot be read. */
async function findArchive(stores: readonly ChartStore[], wanted: WantedChart) {
  try {
    return await findInStores(stores, wanted);
  } catch (thrown) {
    if (!(thrown instanceof ArchiveError)) throw thrown;
    return { unreadable: messageOf(thrown) };
  }
}

const damaged = ({ name }: WantedChart, { unreadable }: { readonly unreadable: string }): FoundChart => ({
  by: 'nothing',
  name,
  reason: `chart '${name}' cannot be read: ${unreadable}`,
  knownBy: 'an archive that Helm would load in its place: remove the damaged one, then `gatehouse charts pull`',
});

/** A chart to be rendered by helm, with the defaults that its values files say. */
function withDefaults(archive: ChartArchive, wanted: WantedChart): FoundChart {
  const { name, version } = archive;
  try {
    return { by: 'helm', name, version, archive: withValuesFiles(archive, wanted) };
  } catch (thrown) {
    if (!(thrown instanceof ValuesFilesError)) throw thrown;
    const refusal = messageOf(thrown);
    const reason = `what chart '${name}' installs is not known: ${refusal}`;
    const knownBy = 'values files that the chart or its source holds, or ignoreMissingValuesFiles';
    return { by: 'nothing', name, version, reason, knownBy, refusal };
  }
}

const toRender = 'the chart itself, and helm on PATH to render it: `gatehouse charts` shows what is missing';

/** The outline that answers for a chart, if there is one. */
function outlineOf(outlines: readonly ChartOutline[], { name, source, range = '*' }: WantedChart) {
  if (source.type !== 'repository') return undefined;
  const outline = findOutline(outlines, source.url, name);
  return outline && fitOutline(outline, range);
}

/** A chart that is neither at hand nor outlined. */
function nothingFor(wanted: WantedChart, knownBy: string): FoundChart {
  const { name, range = '*' } = wanted;
  const version = pinnedVersion(range);
  const which = version === undefined ? (range === '*' ? '' : ` in a version of ${range}`) : ` in version ${version}`;
  const files = changesDefaults(wanted) ? ', and with it its values files' : '';
  const reason = `chart '${name}'${which} is not at hand${files}: what it installs is not known`;
  return { by: 'nothing', name, ...(version !== undefined && { version }), reason, knownBy };
}

/** Whether any template asks which API versions the cluster serves. */
const looksAtApis = ({ files }: ChartArchive): boolean =>
  [...files].some(([path, content]) => /(^|\/)templates\//.test(path) && Buffer.from(content).includes('.APIVersions'));

async function renderOnce(
  request: HelmRequest,
  key: string,
  cache: RenderingCache | undefined,
  carryOut: (work: () => Promise<HelmRendering>) => Promise<Rendering>,
): Promise<Rendering> {
  const kept = await cache?.read(key);
  if (kept) return kept;
  const rendering = await carryOut(() => renderWithHelm(request));
  // What was ended from outside may go better the next time.
  if (rendering.notKnown === undefined) await cache?.write(key, rendering);
  return rendering;
}
