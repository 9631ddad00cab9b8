import {
  type AddCommand,
  type CommonOptions,
  type ContextOption,
  withCommonOptions,
  withContextOption,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface SnapshotOptions extends CommonOptions, ContextOption {
  readonly out?: string;
}

export const addSnapshot: AddCommand = (program, terminal, done) => {
  withContextOption(withCommonOptions(program.command('snapshot')))
    .description('the objects of a real cluster without secret values, as a file that doctor takes')
    .option('--out <file>', 'write it there (default: print it)')
    .addHelpText('after', '\nexit: 0 taken, also where something may not be read (it is listed), 2 could not run')
    .action(async (options: SnapshotOptions) => done(await runSnapshot(options, terminal)));
};

async function runSnapshot(options: SnapshotOptions, terminal: Terminal): Promise<number> {
  const { snapshotContext, snapshotReport, printSnapshot, writeSnapshot } = await import('../../app/snapshot.ts');
  const snapshot = await snapshotContext(options);
  if (options.out === undefined) await printSnapshot(snapshot, process.stdout);
  else await writeSnapshot(snapshot, options.out);
  const report = snapshotReport(snapshot, options.out);
  // Where the snapshot itself is printed, what is told of it goes to the other stream.
  const say = options.out === undefined ? terminal.error : terminal.print;
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    say(printJson(report));
  } else if (!options.quiet || report.missing.length > 0) {
    const { printSnapshotReport } = await import('../../report/snapshot-text.ts');
    for (const line of printSnapshotReport(report, terminal.columns, terminal)) say(line);
  }
  return 0;
}
