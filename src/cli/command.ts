import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** What every command may be told. */
export interface CommonOptions {
  readonly output: 'text' | 'json';
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** A command adds itself: its arguments, options and what it runs; `done` receives the exit code. */
export type AddCommand = (program: Command, terminal: Terminal, done: (exitCode: number) => void) => void;

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
