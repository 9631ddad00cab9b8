import { Option } from 'commander';
import type { TimelineReport } from '../../app/timeline-report.ts';
import {
  type AddCommand,
  type ContextOption,
  runningOptionsOf,
  type SubjectCommandOptions,
  withContextOption,
  withSubjectOptions,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

interface TimelineOptions extends SubjectCommandOptions, ContextOption {
  readonly from: 'empty';
}

export const addTimeline: AddCommand = (program, terminal, done) => {
  withContextOption(withSubjectOptions(program.command('timeline')))
    .description(
      'in which order a new cluster comes up, what waits for what, and what never comes up; of what runs, how it came up',
    )
    .argument('[path]', 'lab file, folder with a lab.yaml, repository folder, or a snapshot', '.')
    .addOption(new Option('--from <state>', 'what is there at the start').choices(['empty']).default('empty'))
    .addHelpText('after', '\nexit: 0 everything comes up or it is not known, 1 something never does, 2 could not run')
    .action(async (path: string, options: TimelineOptions) => done(await runTimeline(path, options, terminal)));
};

async function runTimeline(path: string, options: TimelineOptions, terminal: Terminal): Promise<number> {
  const { timeline } = await import('../../app/timeline.ts');
  const report = await timeline(path, runningOptionsOf(options));
  const exitCode = isStuck(report) ? 1 : 0;
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else if (!options.quiet || exitCode !== 0) {
    const { printTimeline } = await import('../../report/timeline-text.ts');
    for (const line of printTimeline(report, terminal.columns, terminal)) terminal.print(line);
  }
  return exitCode;
}

const isStuck = ({ steps, findings }: TimelineReport): boolean =>
  steps.some(({ state }) => state === 'never') || (steps.length === 0 && findings.some((f) => f.severity === 'error'));
