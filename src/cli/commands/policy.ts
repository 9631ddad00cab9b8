import {
  type AddCommand,
  type ContextOption,
  runningOptionsOf,
  type SubjectCommandOptions,
  withContextOption,
  withSubjectOptions,
} from '../command.ts';
import type { Terminal } from '../terminal.ts';

type PolicyOptions = SubjectCommandOptions & ContextOption;

export const addPolicy: AddCommand = (program, terminal, done) => {
  withContextOption(withSubjectOptions(program.command('policy')))
    .description(
      'whether what gatehouse.yaml demands holds for every client; `policy suggest [path]` writes down what holds',
    )
    .argument('[suggest]', 'the word suggest, to print a gatehouse.yaml of what holds today')
    .argument('[path]', 'lab file, folder with a lab.yaml, repository folder, or a snapshot (default: .)')
    .addHelpText('after', '\nexit: 0 nothing is broken, 1 a policy is broken, 2 could not run')
    .action(async (first: string | undefined, second: string | undefined, options: PolicyOptions) => {
      const isSuggest = first === 'suggest';
      const path = (isSuggest ? second : first) ?? '.';
      done(await (isSuggest ? runSuggest : runPolicy)(path, options, terminal));
    });
};

async function runSuggest(path: string, options: PolicyOptions, terminal: Terminal): Promise<number> {
  const { suggest } = await import('../../app/policies/policy-report.ts');
  const text = await suggest(path, runningOptionsOf(options));
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson({ schemaVersion: 1, text }));
  } else terminal.print(text.trimEnd());
  return 0;
}

async function runPolicy(path: string, options: PolicyOptions, terminal: Terminal): Promise<number> {
  const { policy } = await import('../../app/policies/policy-report.ts');
  const report = await policy(path, runningOptionsOf(options));
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
