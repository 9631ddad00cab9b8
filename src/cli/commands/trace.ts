import { Option } from 'commander';
import type { TraceReport } from '../../app/up-report.ts';
import type { Visitor } from '../../cluster/network.ts';
import { GatehouseError } from '../../core/errors.ts';
import {
  type AddCommand,
  type ContextOption,
  type ExplainOption,
  runningOptionsOf,
  type SubjectCommandOptions,
  withContextOption,
  withExplainOption,
  withSubjectOptions,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface TraceOptions extends SubjectCommandOptions, ContextOption, ExplainOption {
  readonly from?: string;
  readonly user?: string;
  readonly groups?: string;
  readonly factors?: string;
  readonly all?: boolean;
}

export const addTrace: AddCommand = (program, terminal, done) => {
  withExplainOption(withContextOption(withSubjectOptions(program.command('trace'))))
    .description('the journey of one request, hop by hop, with the reason of each hop')
    .argument(
      '[url]',
      'address as a client would type it: http://, https://, or tcp://, tls://, udp:// with a port; none with --all',
    )
    .argument('[path]', 'lab file, folder with a lab.yaml, repository folder, or a snapshot', '.')
    .option('--all', 'every host instead of one request: who answers, and from which addresses it is reachable')
    .option('--from <ip>', 'address of the client (default: somebody from the internet, 203.0.113.7 or 2001:db8:7::7)')
    .option('--user <name>', 'somebody who has signed in where a login is asked for (default: nobody)')
    .option('--groups <names>', 'groups of the user, with commas between them')
    .addOption(new Option('--factors <number>', 'factors the user has shown').choices(['1', '2']).default('1'))
    .addHelpText('after', '\nexit: 0 allowed or not known, 1 refused or unreachable, 2 could not run')
    .action(async (url: string | undefined, path: string, options: TraceOptions) => {
      if (options.all) return done(await runTraceAll(url ?? path, options, terminal));
      if (url === undefined) throw nothingAsked();
      return done(await runTrace(url, path, options, terminal));
    });
};

const nothingAsked = () =>
  new GatehouseError('trace needs the address of a request, or --all', {
    hint: 'e.g. gatehouse trace https://hello.home.example.org/',
  });

async function runTraceAll(path: string, options: TraceOptions, terminal: Terminal): Promise<number> {
  const { traceAll } = await import('../../app/trace-all.ts');
  const report = await traceAll(path, runningOptionsOf(options));
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else if (!options.quiet) {
    const { printReach } = await import('../../report/reach-text.ts');
    for (const line of printReach(report, terminal.columns, terminal)) terminal.print(line);
  }
  return 0;
}

async function runTrace(url: string, path: string, options: TraceOptions, terminal: Terminal): Promise<number> {
  const { trace } = await import('../../app/trace.ts');
  const report = await trace(url, path, {
    from: options.from,
    visitor: visitorOf(options),
    ...runningOptionsOf(options),
  });
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else if (!options.quiet || isRefused(report)) {
    const { printTrace } = await import('../../report/trace-text.ts');
    for (const line of printTrace(report, terminal.columns, terminal)) terminal.print(line);
    await printFollowed(report, options, terminal);
  }
  return isRefused(report) ? 1 : 0;
}

async function printFollowed({ coverage }: TraceReport, options: TraceOptions, terminal: Terminal): Promise<void> {
  if (!coverage) return;
  const { printCoverage, printNotFollowed } = await import('../../report/coverage-text.ts');
  const listed = options.explainUnknown ? printNotFollowed(coverage, terminal.columns, terminal) : [];
  for (const line of [...listed, ...printCoverage(coverage, terminal.columns)]) terminal.print(line);
}

function visitorOf({ user, groups = '', factors }: TraceOptions): Visitor | undefined {
  const named = groups.split(',').map((group) => group.trim());
  const visitor = { groups: named.filter((group) => group !== ''), factors: factors === '2' ? 2 : 1 } as const;
  if (user !== undefined) return { user, ...visitor };
  if (visitor.groups.length === 0) return undefined;
  throw new GatehouseError('--groups needs --user: groups are those of somebody', {
    hint: 'e.g. --user alice --groups admins',
  });
}

const isRefused = ({ outcome }: TraceReport): boolean => !outcome.allowed && outcome.unknown === undefined;
