import type { LabAnswers } from '../../app/init-lab.ts';
import { type AddCommand, type CommonOptions, withCommonOptions } from '../command.ts';
import type { Terminal } from '../terminal.ts';

type InitOptions = CommonOptions & Partial<LabAnswers> & { readonly yes?: boolean };

export const addInit: AddCommand = (program, terminal, done, signals) => {
  withCommonOptions(program.command('init'))
    .description('write a commented lab file to start from')
    .argument('[dir]', 'folder for the lab.yaml', '.')
    .option('--name <name>', 'name of the lab')
    .option('--network <cidr>', 'the node network')
    .option('--domain <domain>', 'domain the hosts lie under')
    .option('--email <address>', 'for the certificate authority')
    .option('--repository <url>', 'the Git repository Flux reads')
    .option('--yes', 'ask nothing')
    .addHelpText('after', '\nexit: 0 written, 2 could not run')
    .action(async (dir: string, options: InitOptions) =>
      done(await runInit(dir, options, terminal, signals.interrupt)),
    );
};

async function runInit(dir: string, options: InitOptions, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const { defaultAnswers, initLab } = await import('../../app/init-lab.ts');
  const given = Object.fromEntries(
    Object.keys(defaultAnswers).flatMap((key) => pick(options, key as keyof LabAnswers)),
  );
  const answers: LabAnswers = { ...defaultAnswers, ...given };
  const silent = options.yes === true || process.stdin.isTTY !== true || options.output === 'json';
  const file = await initLab(dir, silent ? answers : await ask(answers, given, signal));
  if (options.output === 'json') terminal.print(JSON.stringify({ schemaVersion: 1, file }, undefined, 2));
  else if (!options.quiet) for (const line of [`wrote ${file}`, `next: gatehouse up ${dir}`]) terminal.print(line);
  return 0;
}

const pick = (options: InitOptions, key: keyof LabAnswers): [string, string][] =>
  options[key] === undefined ? [] : [[key, options[key]]];

const questions: Readonly<Record<keyof LabAnswers, string>> = {
  name: 'Name of the lab',
  network: 'Node network',
  domain: 'Domain of the hosts',
  email: 'E-mail for the certificate authority',
  repository: 'Git repository Flux reads',
};

/** Asks for what was not given as an option; an empty line takes the proposal. */
async function ask(
  answers: LabAnswers,
  given: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<LabAnswers> {
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const result: Record<keyof LabAnswers, string> = { ...answers };
  // In raw mode Ctrl-C is a key: it means the same.
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    for (const key of Object.keys(questions) as (keyof LabAnswers)[]) {
      if (key in given) continue;
      const answer = (await prompt.question(`${questions[key]} [${answers[key]}]: `, { signal })).trim();
      if (answer !== '') result[key] = answer;
    }
  } finally {
    prompt.close();
  }
  return result;
}
