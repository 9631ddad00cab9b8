import { isHealthy } from '../../app/doctor-report.ts';
import {
  type AddCommand,
  type ContextOption,
  refuseWithoutContext,
  type SubjectCommandOptions,
  subjectOptionsOf,
  withContextOption,
  withSubjectOptions,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

type DoctorOptions = SubjectCommandOptions & ContextOption;

export const addDoctor: AddCommand = (program, terminal, done) => {
  withContextOption(withSubjectOptions(program.command('doctor')))
    .description('what a cluster is ill with: symptom, cause, what speaks for it, and what ends it')
    .argument(
      '[path]',
      'lab file, folder with a lab.yaml, repository folder, or a snapshot (default: "."); with --context: the lab that the cluster is held against',
    )
    .addHelpText('after', '\nexit: 0 healthy, 1 something does not work, 2 could not run')
    .action(async (path: string | undefined, options: DoctorOptions) => done(await runDoctor(path, options, terminal)));
};

async function runDoctor(named: string | undefined, options: DoctorOptions, terminal: Terminal): Promise<number> {
  refuseWithoutContext(options, { '--kubeconfig': options.kubeconfig });
  const { doctor, doctorOn } = await import('../../app/doctor.ts');
  const { doctorOfSnapshot, isSnapshot } = await import('../../app/doctor-snapshot.ts');
  const path = named ?? '.';
  const against = named === undefined ? undefined : { path, options: subjectOptionsOf(options) };
  const here = async () =>
    (await isSnapshot(path)) ? doctorOfSnapshot(path) : doctor(path, subjectOptionsOf(options));
  const report = await (options.context === undefined ? here() : doctorOn(options, against));
  const exitCode = isHealthy(report) ? 0 : 1;
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else if (!options.quiet || exitCode !== 0) {
    const { printDoctor } = await import('../../report/doctor-text.ts');
    for (const line of printDoctor(report, terminal.columns, terminal)) terminal.print(line);
  }
  return exitCode;
}
