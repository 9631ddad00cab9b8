import type { ChartsReport } from '../../app/list-charts.ts';
import { type AddCommand, type CommonOptions, withCommonOptions } from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface ChartsOptions extends CommonOptions {
  readonly lab?: string;
  readonly cluster?: string;
}

export const addCharts: AddCommand = (program, terminal, done) => {
  const charts = withCommonOptions(program.command('charts'))
    .description('the charts that releases ask for, and whether they are at hand; `charts pull [path]` brings them')
    .argument('[pull]', 'the word pull, to bring what is missing')
    .argument('[path]', 'lab file, folder with a lab.yaml, or repository folder (default: .)')
    .option('--lab <file>', "the lab that describes a repository's cluster (default: lab.yaml at its root)")
    .option('--cluster <name>', 'the cluster that is meant, by name or folder, of a repository for several')
    .addHelpText('after', '\nexit: 0 listed, or all brought; 1 something could not be brought, 2 could not run');
  charts.action(async (first: string | undefined, second: string | undefined, options: ChartsOptions) => {
    const pull = first === 'pull';
    const path = (pull ? second : first) ?? '.';
    done(await runCharts({ pull, path }, options, terminal));
  });
};

async function runCharts(
  { pull, path }: { readonly pull: boolean; readonly path: string },
  options: ChartsOptions,
  terminal: Terminal,
): Promise<number> {
  const { listCharts, pullCharts } = await import('../../app/list-charts.ts');
  const asked = { lab: options.lab, cluster: options.cluster };
  const report = pull ? await pullCharts(path, asked) : await listCharts(path, asked);
  await printReport(report, options, terminal);
  return report.charts.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

async function printReport(report: ChartsReport, options: ChartsOptions, terminal: Terminal): Promise<void> {
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
    return;
  }
  if (options.quiet && report.charts.every(({ by, problem }) => by !== 'nothing' && problem === undefined)) return;
  const { printChartList } = await import('../../report/charts-text.ts');
  for (const line of printChartList(report, terminal.columns, terminal)) terminal.print(line);
}
