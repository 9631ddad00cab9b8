import type { Command } from 'commander';
import { failureOf } from './failure.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** What every command may be told. */
export interface CommonOptions {
  readonly output: 'text' | 'json';
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** A command's action: returns the exit code. */
export type Action<O extends CommonOptions> = (
  args: readonly string[],
  options: O,
  terminal: Terminal,
) => Promise<number>;

/** Runs one command line; resolves to the exit code and never rejects. */
export async function runCommand(argv: readonly string[], version: string): Promise<number> {
  const terminal = createTerminal({ color: !argv.includes('--no-color') });
  try {
    const { buildProgram } = await import('./program.ts');
    let code = 0;
    const program = buildProgram(version, terminal, (result) => {
      code = result;
    });
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (thrown) {
    return failureOf(thrown, terminal, argv.includes('--debug'));
  }
}

/** Adds the options every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--output <format>', 'text or json', parseFormat, 'text')
    .option('--quiet', 'say only what is wrong')
    .option('--no-color', 'no colours (NO_COLOR is honoured too)');
}

function parseFormat(value: string): 'text' | 'json' {
  if (value === 'text' || value === 'json') return value;
  throw new TypeError(`--output ${value}: must be text or json`);
}
