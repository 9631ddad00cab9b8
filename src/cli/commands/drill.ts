import type { DrillReport } from '../../app/drill/drill-report.ts';
import {
  type AddCommand,
  type CommonOptions,
  type ContextOption,
  refuseWithoutContext,
  type SubjectCommandOptions,
  subjectOptionsOf,
  withContextOption,
  withSubjectOptions,
} from '../command.ts';
import { createProgress } from '../progress.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

interface DrillOptions extends SubjectCommandOptions, ContextOption {
  readonly fault?: readonly string[];
  readonly pairs?: boolean;
}

export const addDrill: AddCommand = (program, terminal, done, signals) => {
  withContextOption(withSubjectOptions(program.command('drill')))
    .description('what clients of each host see when a node, a pod, a source … fails, and when it ends')
    .argument('[path]', 'lab file, folder with a lab.yaml, repository folder, or a snapshot', '.')
    .option('--fault <name>', 'this fault only; again for each (default: all)', addName)
    .option('--pairs', 'two faults at once as well: machines, and machines with the control plane')
    .addHelpText(
      'after',
      '\nexit: 0 no budget is broken (or there is none), 1 an outage is longer than its budget, 2 could not run, 130, 143 and 129 interrupted',
    )
    .action(async (path: string, options: DrillOptions) => done(await runDrill(path, options, terminal, signals)));
};

const addName = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

async function runDrill(path: string, options: DrillOptions, terminal: Terminal, signals: Signals): Promise<number> {
  refuseWithoutContext(options, { '--kubeconfig': options.kubeconfig });
  const { drill, drillContext } = await import('../../app/drill/drill.ts');
  const progress = createProgress(terminal, { silent: options.quiet === true || options.output === 'json' });
  try {
    const { fault, pairs } = options;
    const more = { onProgress: progress.show, signal: signals.interrupt };
    const asked = { ...more, faults: fault, pairs };
    const report = await (options.context === undefined
      ? drill(path, { ...subjectOptionsOf(options), ...asked })
      : drillContext(options, path, asked));
    progress.end();
    const isWrong = report.findings.some(({ severity }) => severity === 'error');
    const exitCode = !isWrong ? 0 : report.drills.length === 0 ? 2 : 1;
    await print(report, { ...options, isQuiet: options.quiet === true && exitCode === 0 }, terminal);
    return exitCode;
  } finally {
    progress.end();
  }
}

async function print(
  report: DrillReport,
  { output, isQuiet }: Pick<CommonOptions, 'output'> & { readonly isQuiet: boolean },
  terminal: Terminal,
): Promise<void> {
  if (output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
    return;
  }
  if (isQuiet) return;
  const { printDrills } = await import('../../report/drill-text.ts');
  for (const line of printDrills(report, terminal.columns, terminal)) terminal.print(line);
}
