import type { Command } from 'commander';
import { GatehouseError } from '../../core/errors.ts';
import type { AddCommand } from '../command.ts';
import type { Terminal } from '../terminal.ts';

export const addCompletion: AddCommand = (program, terminal, done) => {
  program
    .command('completion')
    .description('the script that completes commands and options in a shell')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .addHelpText(
      'after',
      '\nbash, zsh: source <(gatehouse completion bash)\nfish: gatehouse completion fish | source\npowershell: gatehouse completion powershell | Out-String | Invoke-Expression\n\nexit: 0 printed, 2 there is no such shell',
    )
    .action(async (shell: string) => done(await runCompletion(shell, program, terminal)));
};

async function runCompletion(id: string, program: Command, terminal: Terminal): Promise<number> {
  const shells = [
    (await import('../completion/bash.ts')).bash,
    (await import('../completion/zsh.ts')).zsh,
    (await import('../completion/fish.ts')).fish,
    (await import('../completion/powershell.ts')).powershell,
  ];
  const shell = shells.find((each) => each.id === id);
  if (!shell) {
    throw new GatehouseError(`${id}: commands are not completed in this shell`, {
      hint: 'it is bash, zsh, fish or powershell',
    });
  }
  const { commandWords } = await import('../completion/command-words.ts');
  const { explainedCodes } = await import('../../app/explain.ts');
  const values = { explain: await explainedCodes(), completion: shells.map((each) => each.id) };
  const valuesOf = (name: string): readonly string[] => Object.entries(values).find(([key]) => key === name)?.[1] ?? [];
  terminal.print(shell.print(commandWords(program, valuesOf)).trimEnd());
  return 0;
}
