import { printJson } from '../kube/wide-json.ts';
import { type ChartFolder, openChartFolder } from './chart-folder.ts';
import type { ChartArchive, ChartRelease, Rendering } from './contract.ts';
import type { HelmProgram } from './find-helm.ts';
import { isUnsteady, withoutUnsteady } from './find-unsteady.ts';
import { readHelmOutput } from './read-output.ts';
import { type ProgramRun, runProgram } from './run-program.ts';

/** The cluster that a chart is rendered for. */
export interface TargetCluster {
  /** E.g. `1.36.3`. */
  readonly kubernetesVersion: string;
  /** API versions that are served beside those of Kubernetes: `group/version` and `group/version/Kind`, in order. */
  readonly apiVersions: readonly string[];
}

/** One chart to render for one release. */
export interface HelmRequest {
  readonly helm: HelmProgram;
  readonly archive: ChartArchive;
  readonly release: Omit<ChartRelease, 'version'>;
  readonly cluster: TargetCluster;
  /** Seconds at most. */
  readonly seconds?: number;
}

const usualSeconds = 60;

/** What helm made of a release, and whether it was ended because it took too long. */
export interface HelmRendering extends Rendering {
  readonly late?: boolean;
}

/**
 * What `helm template` makes of a release: rendered by the program itself, in a folder and with an environment of its own, so that it
 * reaches no cluster, no cache and no plugin of the user. Templates that give something else each time are rendered twice.
 */
export async function renderWithHelm(request: HelmRequest): Promise<HelmRendering> {
  const folder = await openChartFolder(request.archive);
  try {
    const notes = folder.uncheckedSchemas.map((path) => `schema not checked: ${path} refers to another host`);
    const once = await renderOnce(request, folder);
    if ('failed' in once || !isUnsteady(request.archive)) return { ...toRendering(once), notes };
    const again = await renderOnce(request, folder);
    if ('failed' in again) return { ...toRendering(again), notes };
    const { objects, unsteady } = withoutUnsteady(once.objects, again.objects);
    return { definitions: once.definitions, objects, unknown: [], notes: [...notes, ...unsteadyNote(unsteady)] };
  } finally {
    await folder.remove();
  }
}

const shownFields = 5;

function unsteadyNote(fields: readonly string[]): readonly string[] {
  if (fields.length === 0) return [];
  const more = fields.length > shownFields ? ` and ${fields.length - shownFields} more` : '';
  return [`another value each time, so not known: ${fields.slice(0, shownFields).join(', ')}${more}`];
}

type Once =
  | Pick<Rendering, 'definitions' | 'objects'>
  | { readonly failed: 'refused'; readonly text: string }
  | { readonly failed: 'not-known'; readonly text: string; readonly knownBy: string; readonly late?: boolean };

const toRendering = (once: Once): HelmRendering => {
  if (!('failed' in once)) return { ...once, unknown: [], notes: [] };
  const { text } = once;
  if (once.failed === 'refused') return { definitions: [], objects: [], unknown: [], notes: [], error: text };
  const { knownBy, late } = once;
  const said = { notKnown: text, knownBy, ...(late && { late }) };
  return { definitions: [], objects: [], unknown: [], notes: [], ...said };
};

async function renderOnce(request: HelmRequest, folder: ChartFolder): Promise<Once> {
  const { helm, release, cluster, seconds = usualSeconds } = request;
  const values = await folder.values(printJson(release.values));
  const apis = cluster.apiVersions.flatMap((version) => ['--api-versions', version]);
  const where = ['--namespace', release.namespace || 'default', '--kube-version', cluster.kubernetesVersion];
  const args = ['template', release.name, folder.chart, '--values', values, '--include-crds', ...where, ...apis];
  const run = await runProgram({
    program: helm.path,
    args,
    seconds,
    folder: folder.home,
    environment: environmentIn(folder.home),
  });
  return readRun(run, request);
}

/** Nothing listens on the discard port of loopback: whoever asks the network gets no answer. */
const nowhere = 'http://127.0.0.1:9';

const environmentIn = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  USERPROFILE: home,
  TMPDIR: home,
  TEMP: home,
  HELM_CACHE_HOME: `${home}/cache`,
  HELM_CONFIG_HOME: `${home}/config`,
  HELM_DATA_HOME: `${home}/data`,
  HELM_PLUGINS: `${home}/plugins`,
  HELM_NO_PLUGINS: '1',
  KUBECONFIG: `${home}/no-kubeconfig`,
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  ...(process.env.SystemRoot !== undefined && { SystemRoot: process.env.SystemRoot }),
});

function readRun({ code, stdout, stderr, ended, late }: ProgramRun, { archive, helm }: HelmRequest): Once {
  const what = `what chart '${archive.name}' in version ${archive.version} installs is not known`;
  if (ended !== undefined) {
    const text = `${what}: helm ${helm.version}${ended}`;
    return { failed: 'not-known', text, knownBy: answeringHelm, ...(late && { late }) };
  }
  if (code !== 0) return readFailure(stderr, what);
  const output = readHelmOutput(stdout);
  if (!('unreadable' in output)) return output;
  return { failed: 'not-known', text: `${what}: ${output.unreadable}`, knownBy: soundHelm };
}

/** helm's error as helm-controller would tell it, without the advice and the warnings of the command line. */
function readFailure(stderr: string, what: string): Once {
  const at = stderr.search(/^Error: /m);
  const text = (at < 0 ? stderr : stderr.slice(at + 'Error: '.length))
    .split('\n')
    .filter((line) => !/^(Use --debug flag|level=|WARNING:|I\d{4} |W\d{4} )/.test(line))
    .join('\n')
    .trim();
  // What is missing here is there for Flux, which brings the dependencies of a chart.
  const ours = /found in Chart\.yaml, but missing in charts\/|no such host|connect: connection refused/.test(text);
  return ours || at < 0
    ? { failed: 'not-known', text: `${what}: ${shorten(text)}`, knownBy: at < 0 ? soundHelm : wholeChart }
    : { failed: 'refused', text: shorten(text) };
}

/** What makes a rendering known that came to no end. */
export const answeringHelm = 'a helm that ends: `helm template` of the chart by hand shows what holds it up';
const soundHelm = 'a helm on PATH that prints manifests: `helm template` of the chart by hand shows what this one does';
const wholeChart = 'a chart with its dependencies at hand: `gatehouse charts pull` brings charts of repositories';

const mostCharacters = 2000;

/** The beginning and the end of an error: a template that includes itself is told of a thousand times over. */
function shorten(text: string): string {
  if (text.length <= mostCharacters) return text;
  const half = mostCharacters / 2;
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}
