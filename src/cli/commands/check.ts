import { hasErrors, hasUnknowns } from '../../core/finding.ts';
import { createPause } from '../../core/pause.ts';
import {
  type AddCommand,
  type ClusterOptions,
  type CommonOptions,
  type KeyFileOption,
  type OnlineOptions,
  withClusterOptions,
  withCommonOptions,
  withKeyOption,
  withOnlineOption,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface CheckOptions extends CommonOptions, ClusterOptions, OnlineOptions, KeyFileOption {
  readonly strict?: boolean;
  readonly all?: boolean;
}

export const addCheck: AddCommand = (program, terminal, done) => {
  withKeyOption(withOnlineOption(withClusterOptions(withCommonOptions(program.command('check')))))
    .description('findings over a lab or any Flux repository')
    .argument('[path]', 'lab file, folder with a lab.yaml, or repository folder', '.')
    .option('--all', 'show every finding with all its places, however long it gets')
    .option('--strict', 'exit 1 for what is not known, too')
    .addHelpText('after', '\nexit: 0 no errors, 1 errors found (with --strict also what is not known), 2 could not run')
    .action(async (path: string, options: CheckOptions) => done(await runCheck(path, options, terminal)));
};

/** Lines printed between two turns of the event loop. */
const linesPerTurn = 1000;

async function runCheck(path: string, options: CheckOptions, terminal: Terminal): Promise<number> {
  const { check } = await import('../../app/check.ts');
  const result = await check(path, {
    lab: options.lab,
    nodes: options.node,
    online: options.online,
    charts: options.charts,
    ageKey: options.ageKey,
  });
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(result));
  } else {
    const { printCheckReport } = await import('../../report/check-text.ts');
    const pause = createPause(linesPerTurn);
    const { columns: width } = terminal;
    const { all, quiet } = options;
    for (const line of printCheckReport(result, { width, style: terminal, all, quiet })) {
      terminal.print(line);
      await pause();
    }
  }
  return hasErrors(result.findings) || (options.strict && hasUnknowns(result.findings)) ? 1 : 0;
}
