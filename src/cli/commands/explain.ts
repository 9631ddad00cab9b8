import { type AddCommand, type CommonOptions, withCommonOptions } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const addExplain: AddCommand = (program, terminal, done) => {
  withCommonOptions(program.command('explain'))
    .description('what the code of a finding means: why, with its source, and how it looks wrong and right')
    .argument(
      '<code>',
      'the word beside the severity of a finding, e.g. pool-overlaps-dhcp; also of what doctor looks for',
    )
    .addHelpText('after', '\nexit: 0 explained, 2 nothing has this code')
    .action(async (code: string, options: CommonOptions) => done(await runExplain(code, options, terminal)));
};

async function runExplain(code: string, options: CommonOptions, terminal: Terminal): Promise<number> {
  const { explain } = await import('../../app/explain.ts');
  const explanation = await explain(code);
  if (options.output === 'json') {
    const { printJson } = await import('../../report/json.ts');
    terminal.print(printJson(explanation));
    return 0;
  }
  const { printExplanation } = await import('../../report/explain-text.ts');
  for (const line of printExplanation(explanation, terminal.columns, terminal)) terminal.print(line);
  return 0;
}
