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
}

export const addCheck: AddCommand = (program, terminal, done) => {
  withKeyOption(withOnlineOption(withClusterOptions(withCommonOptions(program.command('check')))))
    .description('findings over a lab or any Flux repository')
    .argument('[path]', 'lab file, folder with a lab.yaml, or repository folder', '.')
    .option('--strict', 'exit 1 for what is not known, too')
    .addHelpText('after', '\nexit: 0 no errors, 1 errors found (with --strict also what is not known), 2 could not run')
    .action(async (path: string, options: CheckOptions) => done(await runCheck(path, options, terminal)));
};

/** Findings printed between two turns of the event loop. */
const findingsPerTurn = 200;

async function runCheck(path: string, options: CheckOptions, terminal: Terminal): Promise<number> {
  const { check } = await import('../../app/check.ts');
  const result = await check(path, {
    lab: options.lab,
    cluster: options.cluster,
    nodes: options.node,
    online: options.online,
    charts: options.charts,
    ageKey: options.ageKey,
  });
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(result));
  } else {
    const { countFindings, countOf, printFindings } = await import('../../report/findings-text.ts');
    const pause = createPause(findingsPerTurn);
    for (const finding of result.findings) {
      for (const line of printFindings([finding], terminal.columns, terminal)) terminal.print(line);
      await pause();
    }
    if (!options.quiet) {
      const { printChartSummary } = await import('../../report/charts-text.ts');
      for (const line of printChartSummary(result.charts, terminal.columns)) terminal.print(line);
      terminal.print(`${result.name}: ${countOf(result.objects, 'object')}, ${countFindings(result.findings)}`);
    }
  }
  return hasErrors(result.findings) || (options.strict && hasUnknowns(result.findings)) ? 1 : 0;
}
