import type { EngineName } from '../../app/live/live-report.ts';
import type { UpResult } from '../../app/up.ts';
import type { UpReport } from '../../app/up-report.ts';
import {
  type AddCommand,
  type ContextOption,
  type ExplainOption,
  type OnlineOptions,
  parseEngine,
  parseSeconds,
  readEach,
  refuseWithContext,
  refuseWithoutContext,
  type SubjectCommandOptions,
  withContextOption,
  withExplainOption,
  withOnlineOption,
  withSubjectOptions,
} from '../command.ts';
import { createProgress } from '../progress.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface UpOptions extends SubjectCommandOptions, OnlineOptions, ExplainOption, ContextOption {
  readonly all?: boolean;
  readonly keep?: boolean;
  readonly strict?: boolean;
  readonly engine?: EngineName;
  readonly dryRun?: boolean;
  readonly evenRefuted?: boolean;
  readonly timeout?: number;
  readonly connectTo?: readonly string[];
}

export const addUp: AddCommand = (program, terminal, done, signals) => {
  withContextOption(withExplainOption(withOnlineOption(withSubjectOptions(program.command('up')))))
    .description('compose, bring up in the embedded cluster or on a real one, verify by real requests, report')
    .argument('[path]', 'lab file, folder with a lab.yaml, or repository folder', '.')
    .option('--all', 'show every finding with all its places, and all that is removed, however long it gets')
    .option('--keep', 'leave the cluster and its addresses up until Ctrl-C')
    .option('--strict', 'exit 1 unless proven')
    .option(
      '--engine <name>',
      'with --context: flux, or direct: kubectl and helm as a person would use them, also the stages of a repository of Flux, without it (default: what the files are for)',
      parseEngine,
    )
    .option('--dry-run', 'with --context: ask the API server whether it would take everything, and write nothing')
    .option('--even-refuted', 'with --context: go on although the embedded cluster refutes it')
    .option(
      '--timeout <time>',
      'with --context: how long it may take to come up (default: 30m)',
      parseSeconds('--timeout'),
    )
    .option(
      '--connect-to <host:port:host:port>',
      'with --context: connect elsewhere, as curl does; again for each',
      readEach,
    )
    .addHelpText(
      'after',
      '\nexit: 0 proven, not known or nothing to prove (with --strict 1), 1 refuted, 2 could not run, 130, 143 and 129 interrupted',
    )
    .action(async (path: string, options: UpOptions) => done(await runUp(path, options, terminal, signals)));
};

async function runUp(path: string, options: UpOptions, terminal: Terminal, signals: Signals): Promise<number> {
  const { context } = options;
  if (context !== undefined) {
    refuseWithContext({ '--keep': options.keep, '--explain-unknown': options.explainUnknown });
    const { runUpLive } = await import('./up-live.ts');
    return runUpLive(path, { ...options, context }, terminal, signals);
  }
  refuseWithoutContext(options, {
    '--engine': options.engine,
    '--dry-run': options.dryRun,
    '--even-refuted': options.evenRefuted,
    '--kubeconfig': options.kubeconfig,
    '--timeout': options.timeout,
    '--connect-to': options.connectTo,
  });
  const { up } = await import('../../app/up.ts');
  const progress = createProgress(terminal, { silent: options.quiet === true || options.output === 'json' });
  try {
    const result = await up(path, {
      lab: options.lab,
      cluster: options.cluster,
      nodes: options.node,
      online: options.online,
      charts: options.charts,
      ageKey: options.ageKey,
      keep: options.keep === true,
      onProgress: progress.show,
      signal: signals.interrupt,
    });
    progress.end();
    await printReport(result, options, terminal);
    if (result.report.proven && !options.keep && !options.quiet && options.output === 'text') {
      terminal.print(`Look around in it: gatehouse up ${path} --keep`);
    }
    if (options.keep && result.access) await keepUp(result, options, terminal, signals);
    await result.close();
    const failed = options.strict ? !result.report.proven : result.report.verdict === 'refuted';
    return failed ? 1 : 0;
  } finally {
    progress.end();
  }
}

async function printReport({ report, causes }: UpResult, options: UpOptions, terminal: Terminal): Promise<void> {
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
    return;
  }
  const { printUpReport } = await import('../../report/up-text.ts');
  if (options.quiet && report.proven) return;
  const view = { causes, all: options.all === true };
  for (const line of printUpReport(report, terminal.columns, terminal, view)) terminal.print(line);
  await printFollowed(report, options, terminal);
}

async function printFollowed({ coverage }: UpReport, options: UpOptions, terminal: Terminal): Promise<void> {
  const { printCoverage, printNotFollowed } = await import('../../report/coverage-text.ts');
  if (options.explainUnknown)
    for (const line of printNotFollowed(coverage, terminal.columns, terminal)) terminal.print(line);
  for (const line of printCoverage(coverage, terminal.columns)) terminal.print(line);
}

async function keepUp(result: UpResult, options: UpOptions, terminal: Terminal, signals: Signals): Promise<void> {
  const ended = signals.wait();
  // With JSON on standard output, what a person reads goes to the other stream.
  const say = options.output === 'json' ? terminal.error : terminal.print;
  for (const line of result.access?.lines ?? []) say(line);
  say('Ctrl-C ends it.');
  await ended;
}
