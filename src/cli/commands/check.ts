import type { CheckReport } from '../../app/check-report.ts';
import { GatehouseError } from '../../core/errors.ts';
import { hasErrors, hasUnknowns } from '../../core/finding.ts';
import { createPause } from '../../core/pause.ts';
import type { ReportFormat } from '../../report/formats/format.ts';
import {
  type AddCommand,
  type ContextOption,
  type ExplainOption,
  type OnlineOptions,
  runningOptionsOf,
  type SubjectCommandOptions,
  withContextOption,
  withExplainOption,
  withOnlineOption,
  withSubjectOptions,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface CheckOptions extends SubjectCommandOptions, ContextOption, OnlineOptions, ExplainOption {
  readonly strict?: boolean;
  readonly all?: boolean;
  readonly format?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  /** Of Gatehouse. */
  readonly version: string;
}

export const addCheck: AddCommand = (program, terminal, done) => {
  withExplainOption(withOnlineOption(withContextOption(withSubjectOptions(program.command('check')))))
    .description('findings over a lab, any Flux repository, or what runs')
    .argument('[path]', 'lab file, folder with a lab.yaml, repository folder, or a snapshot', '.')
    .option('--format <format>', 'text, json, sarif, github, junit or markdown (default: as --output says)')
    .option('--all', 'show every finding with all its places, however long it gets')
    .option('--baseline <file>', 'findings it knows are not told (default: gatehouse-baseline.json where there is one)')
    .option('--write-baseline', 'write all that is found down as known')
    .option('--fix', 'mend what a machine can mend, in the files as they are written')
    .option('--dry-run', 'with --fix: show what would be changed, and change nothing')
    .option('--strict', 'exit 1 for what is not known, too')
    .addHelpText('after', '\nexit: 0 no errors, 1 errors found (with --strict also what is not known), 2 could not run')
    .action(async (path: string, options: Omit<CheckOptions, 'version'>) =>
      done(await runCheck(path, { ...options, version: program.version() ?? '' }, terminal)),
    );
};

/** Lines printed between two turns of the event loop. */
const linesPerTurn = 1000;

async function runCheck(path: string, options: CheckOptions, terminal: Terminal): Promise<number> {
  const id = formatOf(options);
  const format = await findFormat(id);
  const { checkKept } = await import('../../app/check-kept.ts');
  const report = await checkKept(path, {
    ...runningOptionsOf(options),
    online: options.online,
    fix: fixOf(options),
    baseline: options.baseline,
    writeBaseline: options.writeBaseline,
  });
  const lines = format.print(await inputOf(report, format, options, terminal));
  const pause = createPause(linesPerTurn);
  for (const line of lines) {
    terminal.print(line);
    await pause();
  }
  return hasErrors(report.findings) || (options.strict && hasUnknowns(report.findings)) ? 1 : 0;
}

function fixOf({ fix, dryRun }: CheckOptions): 'write' | 'dry-run' | undefined {
  if (fix) return dryRun ? 'dry-run' : 'write';
  if (!dryRun) return undefined;
  throw new GatehouseError('--dry-run: there is nothing to try without --fix', { hint: 'add --fix, or leave it out' });
}

/** `--output json` is `--format json`, as in all commands; another format beside it would be a second answer. */
function formatOf({ output, format }: CheckOptions): string {
  if (format === undefined || output === 'text') return format ?? output;
  if (format === output) return format;
  throw new GatehouseError(`--format ${format}: --output ${output} asks for another one`, {
    hint: 'leave one of them out',
  });
}

async function findFormat(id: string) {
  const { formats } = await import('../../report/formats/index.ts');
  const format = formats.find((each) => each.id === id);
  if (format) return format;
  const { nearestName } = await import('../../core/nearest.ts');
  const ids = formats.map((each) => each.id);
  const near = nearestName(id, ids);
  throw new GatehouseError(`--format ${id}: there is no such format`, {
    hint: near ? `did you mean ${near}?` : `it is one of ${ids.join(', ')}`,
  });
}

async function inputOf(report: CheckReport, format: ReportFormat, options: CheckOptions, terminal: Terminal) {
  const { all, quiet, version, explainUnknown } = options;
  const rules = format.asksForRules ? (await import('../../app/rule-notes.ts')).ruleNotes() : [];
  return {
    report,
    rules,
    version,
    cwd: process.cwd(),
    width: terminal.columns,
    style: terminal,
    all,
    quiet,
    explainUnknown,
  };
}
