import type { MigrateReport } from '../../app/migrate-report.ts';
import type { ChartMode } from '../../charts/contract.ts';
import {
  type AddCommand,
  type CommonOptions,
  type OnlineOptions,
  parseChartMode,
  withCommonOptions,
  withOnlineOption,
} from '../command.ts';
import { createProgress } from '../progress.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface MigrateOptions extends CommonOptions, OnlineOptions {
  readonly charts: ChartMode;
  readonly strict?: boolean;
  readonly ageKey?: string;
  readonly step?: number;
  readonly out?: string;
}

function parseNumber(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new TypeError(`--step ${value}: must be the number of a step`);
}

export const addMigrate: AddCommand = (program, terminal, done, signals) => {
  withOnlineOption(withCommonOptions(program.command('migrate')))
    .description('the steps from one lab to another, each proven, with the downtime that clients see')
    .argument('<from>', 'lab file, folder with a lab.yaml, or a Git revision of <to>')
    .argument('[to]', 'lab file, or folder with a lab.yaml', '.')
    .option('--charts <mode>', 'what renders charts: outline, helm or auto', parseChartMode, 'auto')
    .option('--age-key <file>', 'decrypt what is encrypted with the age key of this file')
    .option('--strict', 'exit 1 unless proven')
    .option('--step <number>', 'play nothing: write the repository as it is after this step', parseNumber)
    .option('--out <dir>', 'where --step writes (default: where the lab <to> is rendered)')
    .addHelpText(
      'after',
      '\nexit: 0 proven, not known or nothing to do (with --strict 1), 1 refuted, 2 could not run, 130, 143 and 129 interrupted',
    )
    .action(async (from: string, to: string, options: MigrateOptions) =>
      done(await runMigrate([from, to], options, terminal, signals)),
    );
};

async function runMigrate(
  [from, to]: readonly [string, string],
  options: MigrateOptions,
  terminal: Terminal,
  signals: Signals,
): Promise<number> {
  if (options.step !== undefined) return runWrite([from, to], { ...options, step: options.step }, terminal, signals);
  const { migrate } = await import('../../app/migrate.ts');
  const progress = createProgress(terminal, { silent: options.quiet === true || options.output === 'json' });
  try {
    const { online, charts, ageKey } = options;
    const signal = signals.interrupt;
    const report = await migrate(from, to, { online, charts, ageKey, onProgress: progress.show, signal });
    progress.end();
    await printReport(report, options, terminal);
    const failed = options.strict ? !report.proven : report.verdict === 'refuted';
    return failed ? 1 : 0;
  } finally {
    progress.end();
  }
}

async function runWrite(
  [from, to]: readonly [string, string],
  { step, out, output, quiet }: MigrateOptions & { readonly step: number },
  terminal: Terminal,
  signals: Signals,
): Promise<number> {
  const { writeStep } = await import('../../app/migrate-write.ts');
  const written = await writeStep(from, to, { step, out, signal: signals.interrupt });
  if (output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(written));
    return written.exitCode;
  }
  const { printRender } = await import('../../report/render-text.ts');
  for (const line of printRender(written, { width: terminal.columns, quiet: quiet === true }, terminal))
    terminal.print(line);
  return written.exitCode;
}

async function printReport(report: MigrateReport, options: MigrateOptions, terminal: Terminal): Promise<void> {
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
    return;
  }
  const { printMigration } = await import('../../report/migrate-text.ts');
  if (options.quiet && report.proven) return;
  for (const line of printMigration(report, terminal.columns, terminal)) terminal.print(line);
}
