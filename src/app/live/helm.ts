import { openChartFolder } from '../../charts/chart-folder.ts';
import type { ChartArchive } from '../../charts/contract.ts';
import type { HelmProgram } from '../../charts/find-helm.ts';
import { type ProgramRun, runProgram } from '../../charts/run-program.ts';
import type { JsonObject } from '../../kube/json.ts';
import { printJson } from '../../kube/wide-json.ts';

/** A release as helm is to install it. */
export interface HelmInstall {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  /** URL of the repository; `oci://` what stands before the name of the chart. */
  readonly repository: string;
  /** The chart itself, where it is at hand: the one that the proof was made with. */
  readonly archive?: ChartArchive;
  readonly values: JsonObject;
  /** Seconds it may take, with the wait for what it installs. */
  readonly seconds: number;
  readonly dryRun: boolean;
}

/** How a run of helm ended: with its own words where it failed. */
export interface HelmOutcome {
  readonly error?: string;
}

/** A helm that works on one cluster. */
export interface Helm {
  readonly install: (release: HelmInstall) => Promise<HelmOutcome>;
  readonly uninstall: (release: Pick<HelmInstall, 'name' | 'namespace' | 'seconds'>) => Promise<HelmOutcome>;
}

/** Which helm is run, and for which cluster. */
export interface HelmOptions {
  readonly program: HelmProgram;
  /** Options that name the cluster, e.g. `--kube-context=home`. */
  readonly named: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Asks helm to end, so that it writes down how far it came. */
  readonly signal: AbortSignal;
}

/** Seconds that helm gets beyond its own time-out, to end by itself. */
const grace = 30;

/** The program as a helm that works on a cluster. Values go to it by its input, never as arguments and into no file. */
export function helmOf({ program, named, environment, signal }: HelmOptions): Helm {
  const run = async (args: readonly string[], seconds: number, input?: string): Promise<HelmOutcome> =>
    outcomeOf(
      await runProgram({
        ...{ program: program.path, args: [...args, ...named], environment, stop: signal },
        ...{ seconds: seconds + grace, ...(input !== undefined && { input }) },
      }),
    );
  return {
    install: async (release) => {
      const folder = release.archive && (await openChartFolder(release.archive));
      try {
        const chart = folder ? [folder.chart] : publishedChart(release);
        return await run([...upgradeArgs(release, program), ...chart], release.seconds, printJson(release.values));
      } finally {
        await folder?.remove();
      }
    },
    uninstall: ({ name, namespace, seconds }) =>
      run(['uninstall', name, '--namespace', namespace, '--wait', '--timeout', `${seconds}s`], seconds),
  };
}

const upgradeArgs = (
  { name, namespace, seconds, dryRun }: HelmInstall,
  { version }: HelmProgram,
): readonly string[] => [
  ...['upgrade', '--install', name, '--namespace', namespace, '--values', '-'],
  ...(dryRun
    ? [asksServerUnasked(version) ? '--dry-run' : '--dry-run=server']
    : ['--wait', '--timeout', `${Math.max(1, Math.round(seconds))}s`]),
];

/** Before 3.13 a dry run always asked the server. */
const asksServerUnasked = (version: string): boolean => /^3\.12\./.test(version);

const publishedChart = ({ chart, version, repository }: HelmInstall): readonly string[] =>
  repository.startsWith('oci://')
    ? [`${repository.replace(/\/+$/, '')}/${chart}`, '--version', version]
    : [chart, '--repo', repository, '--version', version];

function outcomeOf({ code, stderr, ended }: ProgramRun): HelmOutcome {
  if (code === 0) return {};
  const said = errorIn(stderr);
  return { error: ended === undefined ? said || `helm ended with ${code ?? 'a signal'}` : `helm${ended}` };
}

/** helm's error without the warnings and advice around it; what a release had of values stays untold. */
function errorIn(stderr: string): string {
  const at = stderr.search(/^Error: /m);
  const lines = (at < 0 ? stderr : stderr.slice(at + 'Error: '.length)).split('\n');
  return lines
    .filter((line) => !/^(Use --debug flag|level=|WARNING:|[IWE]\d{4} )/.test(line))
    .join('\n')
    .trim()
    .slice(0, 2000);
}
