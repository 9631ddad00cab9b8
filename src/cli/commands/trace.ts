import type { TraceReport } from '../../app/up-report.ts';
import {
  type AddCommand,
  type ClusterOptions,
  type CommonOptions,
  withClusterOptions,
  withCommonOptions,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface TraceOptions extends CommonOptions, ClusterOptions {
  readonly from?: string;
}

export const addTrace: AddCommand = (program, terminal, done) => {
  withClusterOptions(withCommonOptions(program.command('trace')))
    .description('the journey of one request, hop by hop, with the reason of each hop')
    .argument('<url>', 'http:// or https:// address as a client would type it')
    .argument('[path]', 'lab file, folder with a lab.yaml, or repository folder', '.')
    .option('--from <ip>', 'address of the client (default: somebody from the internet, 203.0.113.7 or 2001:db8:7::7)')
    .addHelpText('after', '\nexit: 0 allowed or not known, 1 refused or unreachable, 2 could not run')
    .action(async (url: string, path: string, options: TraceOptions) =>
      done(await runTrace(url, path, options, terminal)),
    );
};

async function runTrace(url: string, path: string, options: TraceOptions, terminal: Terminal): Promise<number> {
  const { trace } = await import('../../app/trace.ts');
  const report = await trace(url, path, {
    from: options.from,
    lab: options.lab,
    nodes: options.node,
    charts: options.charts,
  });
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else if (!options.quiet || isRefused(report)) {
    const { printTrace } = await import('../../report/trace-text.ts');
    for (const line of printTrace(report, terminal.columns, terminal)) terminal.print(line);
  }
  return isRefused(report) ? 1 : 0;
}

const isRefused = ({ outcome }: TraceReport): boolean => !outcome.allowed && outcome.unknown === undefined;
