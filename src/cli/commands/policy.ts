import { type AddCommand, type SubjectCommandOptions, subjectOptionsOf, withSubjectOptions } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const addPolicy: AddCommand = (program, terminal, done) => {
  withSubjectOptions(program.command('policy'))
    .description(
      'whether what gatehouse.yaml demands holds for every client; `policy suggest [path]` writes down what holds',
    )
    .argument('[suggest]', 'the word suggest, to print a gatehouse.yaml of what holds today')
    .argument('[path]', 'lab file, folder with a lab.yaml, or repository folder (default: .)')
    .addHelpText('after', '\nexit: 0 nothing is broken, 1 a policy is broken, 2 could not run')
    .action(async (first: string | undefined, second: string | undefined, options: SubjectCommandOptions) => {
      const isSuggest = first === 'suggest';
      const path = (isSuggest ? second : first) ?? '.';
      done(await (isSuggest ? runSuggest : runPolicy)(path, options, terminal));
    });
};

async function runSuggest(path: string, options: SubjectCommandOptions, terminal: Terminal): Promise<number> {
  const { suggest } = await import('../../app/policies/policy-report.ts');
  const text = await suggest(path, subjectOptionsOf(options));
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson({ schemaVersion: 1, text }));
  } else terminal.print(text.trimEnd());
  return 0;
}

async function runPolicy(path: string, options: SubjectCommandOptions, terminal: Terminal): Promise<number> {
  const { policy } = await import('../../app/policies/policy-report.ts');
  const report = await policy(path, subjectOptionsOf(options));
  const isBroken = report.findings.length > 0 || report.policies.some(({ state }) => state === 'broken');
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(report));
  } else if (!options.quiet || isBroken) {
    const { printPolicies } = await import('../../report/policy-text.ts');
    for (const line of printPolicies(report, terminal.columns, terminal)) terminal.print(line);
  }
  return isBroken ? 1 : 0;
}
